import CHSpace
import CKernels
import CPlatform
import Container

/// One build of the kernels, chosen by name or by what the processor has.
struct KernelChoice {
  let name: StaticString
  let table: hsp_kernels

  init(_ wanted: UnsafePointer<CChar>?) throws(Failure) {
    let processor = hsp_processor()
    #if arch(x86_64)
      if try unsafe KernelChoice.matches(wanted, "avx512", processor & HSP_ISA_AVX512 != 0) {
        name = "avx512"
        table = unsafe KernelChoice.fill { unsafe hsp_kernels_avx512($0) }
        return
      }
      if try unsafe KernelChoice.matches(wanted, "avx2", processor & HSP_ISA_AVX2 != 0) {
        name = "avx2"
        table = unsafe KernelChoice.fill { unsafe hsp_kernels_avx2($0) }
        return
      }
    #endif
    #if arch(arm64)
      if try unsafe KernelChoice.matches(wanted, "i8mm", processor & HSP_ISA_I8MM != 0) {
        name = "i8mm"
        table = unsafe KernelChoice.fill {
          unsafe hsp_kernels_base($0)
          unsafe hsp_kernels_i8mm($0)
        }
        return
      }
      if try unsafe KernelChoice.matches(wanted, "dotprod", processor & HSP_ISA_DOTPROD != 0) {
        name = "dotprod"
        table = unsafe KernelChoice.fill {
          unsafe hsp_kernels_base($0)
          unsafe hsp_kernels_dotprod($0)
        }
        return
      }
      // The base build is compiled for NEON, which every 64-bit Arm has.
      if try unsafe KernelChoice.matches(wanted, "neon", processor & HSP_ISA_NEON != 0) {
        name = "neon"
        table = unsafe KernelChoice.fill { unsafe hsp_kernels_base($0) }
        return
      }
    #endif
    guard try unsafe KernelChoice.matches(wanted, "base", true) else {
      throw Failure(HSP_ERROR_UNSUPPORTED, "this instruction set is not known here")
    }
    name = "base"
    table = unsafe KernelChoice.fill { unsafe hsp_kernels_base($0) }
  }

  /// Whether an instruction set is the one to take: asked for by name, or the best one when nothing is asked for.
  private static func matches(
    _ wanted: UnsafePointer<CChar>?, _ name: StaticString, _ isThere: Bool
  ) throws(Failure) -> Bool {
    guard let wanted = unsafe wanted else { return isThere }
    // A literal lives for ever; the caller promises a C string.
    let literal = unsafe Bytes(
      base: UnsafeRawPointer(name.utf8Start), count: name.utf8CodeUnitCount)
    guard unsafe literal.equals(cString: wanted) else { return false }
    guard isThere else {
      throw Failure(HSP_ERROR_UNSUPPORTED, "this processor does not have the instruction set")
    }
    return true
  }

  private static func fill(_ body: (UnsafeMutablePointer<hsp_kernels>) -> Void) -> hsp_kernels {
    // Every field is set by the filler before anybody reads it.
    unsafe withUnsafeTemporaryAllocation(of: hsp_kernels.self, capacity: 1) { buffer in
      guard let table = buffer.baseAddress else { preconditionFailure() }
      unsafe body(table)
      return unsafe table.pointee
    }
  }
}
