import CKernels
import CPlatform
import Testing

/// A build of the kernels that this processor can run.
struct InstructionSet: CustomTestStringConvertible, Sendable {
  let name: String
  let kernels: hsp_kernels

  var testDescription: String { name }

  static let all: [InstructionSet] = {
    // Each filler sets every field.
    var sets = unsafe [InstructionSet("base") { unsafe hsp_kernels_base($0) }]
    #if arch(x86_64)
      if hsp_processor() & HSP_ISA_AVX2 != 0 {
        unsafe sets.append(InstructionSet("avx2") { unsafe hsp_kernels_avx2($0) })
      }
      if hsp_processor() & HSP_ISA_AVX512 != 0 {
        unsafe sets.append(InstructionSet("avx512") { unsafe hsp_kernels_avx512($0) })
      }
    #endif
    #if arch(arm64)
      let (hasDotProducts, hasOctets) = (
        hsp_processor() & HSP_ISA_DOTPROD != 0, hsp_processor() & HSP_ISA_I8MM != 0
      )
    #else
      // Without the instructions, but in the same order.
      let (hasDotProducts, hasOctets) = (true, true)
    #endif
    if hasDotProducts {
      unsafe sets.append(
        InstructionSet("dotprod") {
          unsafe hsp_kernels_base($0)
          unsafe hsp_kernels_dotprod($0)
        })
    }
    if hasOctets {
      unsafe sets.append(
        InstructionSet("i8mm") {
          unsafe hsp_kernels_base($0)
          unsafe hsp_kernels_i8mm($0)
        })
    }
    return sets
  }()

  /// The last one, which is the quickest.
  static var best: InstructionSet { all[all.count - 1] }

  private init(_ name: String, _ fill: (UnsafeMutablePointer<hsp_kernels>) -> Void) {
    self.name = name
    kernels = unsafe withUnsafeTemporaryAllocation(of: hsp_kernels.self, capacity: 1) { buffer in
      guard let table = buffer.baseAddress else { preconditionFailure() }
      unsafe fill(table)
      return unsafe table.pointee
    }
  }
}
