// swift-format-ignore-file: AlwaysUseLowerCamelCase
import CKernels

// The door to modules that have the product alone: all else is the base kernels'.

#if KERNELS_I8MM
  @c @implementation
  public func hsp_kernels_i8mm(_ out: UnsafeMutablePointer<hsp_kernels>) { unsafe replace(out) }
#elseif KERNELS_DOTPROD
  @c @implementation
  public func hsp_kernels_dotprod(_ out: UnsafeMutablePointer<hsp_kernels>) { unsafe replace(out) }
#endif

#if KERNELS_DOTPROD || KERNELS_I8MM
  private func replace(_ out: UnsafeMutablePointer<hsp_kernels>) {
    unsafe out.pointee.arrange_values = { unsafe arrangeValues($0, $1) }
    unsafe out.pointee.arrange_weights = { unsafe arrangeWeights($0, $1, $2, $3) }
    unsafe out.pointee.multiply = { unsafe multiply($0) }
    unsafe out.pointee.limit_integers = { unsafe limitOfIntegers($0, $1) }
  }
#endif
