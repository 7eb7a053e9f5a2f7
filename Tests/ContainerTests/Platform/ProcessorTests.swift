import CPlatform
import Testing

/// Values of the floating-point control register.
enum FloatingPoint {
  #if arch(x86_64)
    static let normal: UInt64 = 0x1F80
    /// Flush to zero, denormals are zero, round towards zero.
    static let flushing: UInt64 = 0xFFC0
    /// All but the sticky exception flags.
    static let mask: UInt64 = 0xFFC0
  #else
    static let normal: UInt64 = 0
    /// Flush to zero, round towards zero.
    static let flushing: UInt64 = 0x01C0_0000
    static let mask: UInt64 = 0x01C0_0000
  #endif
}

struct ProcessorTests {
  /// The quotient by two, computed when the program runs.
  @inline(never)
  private func half(_ value: Float) -> Float { value * 0.5 }

  @Test func entersAndLeaves() {
    let before = hsp_fp_enter()
    defer { hsp_fp_leave(before) }
    let small = Float.leastNormalMagnitude
    hsp_fp_leave(FloatingPoint.flushing)
    let flushed = half(small)
    let saved = hsp_fp_enter()
    let kept = half(small)
    hsp_fp_leave(saved)
    let again = half(small)
    _ = hsp_fp_enter()
    #expect(flushed == 0 && again == 0)
    #expect(kept > 0)
    #expect(saved & FloatingPoint.mask == FloatingPoint.flushing & FloatingPoint.mask)
  }

  @Test func knowsItsInstructionSets() {
    let sets = hsp_processor()
    #if arch(x86_64)
      #expect(sets & (HSP_ISA_NEON | HSP_ISA_DOTPROD | HSP_ISA_I8MM) == 0)
      #expect(sets & HSP_ISA_AVX512 == 0 || sets & HSP_ISA_AVX2 != 0)
    #else
      #expect(sets & ~(HSP_ISA_DOTPROD | HSP_ISA_I8MM) == HSP_ISA_NEON)
    #endif
  }
}
