// swift-format-ignore-file: AlwaysUseLowerCamelCase
import CKernels

// The door to a module that has the product alone: all else is the base kernels'.

#if KERNELS_DOTPROD
  @c @implementation
  public func hsp_kernels_dotprod(_ out: UnsafeMutablePointer<hsp_kernels>) {
    unsafe out.pointee.arrange_values = { unsafe arrangeValues($0, $1) }
    unsafe out.pointee.arrange_weights = { unsafe arrangeWeights($0, $1, $2) }
    unsafe out.pointee.multiply = { unsafe multiply($0) }
    unsafe out.pointee.limit_integers = { unsafe limitOfIntegers($0, $1) }
  }
#endif
