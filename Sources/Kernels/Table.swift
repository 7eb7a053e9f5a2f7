// swift-format-ignore-file: AlwaysUseLowerCamelCase
import CKernels

// The one door to this module. Importing it would compile its bodies again with the importer's flags.

#if KERNELS_AVX512
  @c @implementation
  public func hsp_kernels_avx512(_ out: UnsafeMutablePointer<hsp_kernels>) {
    unsafe out.pointee = table()
  }
#elseif KERNELS_AVX2
  @c @implementation
  public func hsp_kernels_avx2(_ out: UnsafeMutablePointer<hsp_kernels>) {
    unsafe out.pointee = table()
  }
#else
  @c @implementation
  public func hsp_kernels_base(_ out: UnsafeMutablePointer<hsp_kernels>) {
    unsafe out.pointee = table()
  }
#endif

private func table() -> hsp_kernels {
  unsafe hsp_kernels(
    contract: { unsafe contract($0) },
    condition: { unsafe condition($0) },
    moments: { unsafe moments($0) },
    attend: { unsafe attend($0) },
    combine: { unsafe combine($0) },
    widen: { unsafe widen($0, $1, $2) },
    quantise: { unsafe quantise($0) },
    spread: { unsafe spread($0) },
    expand: { unsafe expand($0) },
    arrange_values: nil,
    arrange_weights: nil,
    multiply: { unsafe multiply($0) },
    finish: { unsafe finish($0) },
    pack: { unsafe pack($0) },
    peak: { unsafe peak($0, $1, $2, $3) },
    limit_floats: { unsafe limitOfFloats($0, $1) },
    limit_integers: { unsafe limitOfIntegers($0, $1) })
}
