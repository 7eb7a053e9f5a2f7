#if arch(x86_64)
  import Foundation
  import Testing

  /// Speed rests on what the compiler makes of one loop: these tests read its instructions.
  ///
  /// The kernels are optimised in debug builds too, and looking at code needs no processor that
  /// could run it.
  @Suite(.enabled(if: Disassembly.isAvailable, "objdump is not installed"))
  struct CodegenTests {
    /// The innermost loop with the most multiply-adds of contract.
    private func mainLoop(_ target: String) throws -> [String] {
      let objects = Disassembly.objects(of: target).filter { $0.contains("/Contract.") }
      let object = try #require(objects.first, "no object of \(target) beside the test bundle")
      let loops = try Disassembly(object).innermostLoops
      let bodies = loops.map { $0.filter { !$0.text.hasPrefix("nop") } }
      let loop = bodies.max { multiplyAdds($0) < multiplyAdds($1) } ?? []
      let stores = loop.filter(\.storesToStack).map(\.text)
      #expect(stores == [], "\(target): a sum lives in memory")
      return loop.map(\.text)
    }

    private func multiplyAdds(_ loop: [Disassembly.Instruction]) -> Int {
      loop.count { $0.text.hasPrefix("vfmadd231ps") }
    }

    /// 6 pixels x 16 lanes in 12 registers.
    @Test func avx2() throws {
      let loop = try mainLoop("KernelsAVX2")
      let products = loop.filter { $0.hasPrefix("vfmadd") }
      #expect(products.count == 12)
      let isRight = products.allSatisfy { $0.hasPrefix("vfmadd231ps") && $0.contains("%ymm") }
      #expect(isRight, "\(products)")
      #expect(loop.count <= 26, "\(loop.joined(separator: "\n"))")
    }

    /// 12 pixels x 16 lanes in 12 registers, pixels broadcast by the multiply-add itself.
    @Test func avx512() throws {
      let loop = try mainLoop("KernelsAVX512")
      let products = loop.filter { $0.hasPrefix("vfmadd") }
      #expect(products.count == 12)
      let isRight = products.allSatisfy {
        $0.hasPrefix("vfmadd231ps") && $0.contains("%zmm") && $0.contains("{1to16}")
      }
      #expect(isRight, "\(products)")
      #expect(loop.count <= 26, "\(loop.joined(separator: "\n"))")
    }

    /// A fused multiply-add is an instruction, not a call of the C library.
    @Test(arguments: ["KernelsAVX2", "KernelsAVX512"])
    func noCalls(target: String) throws {
      let objects = Disassembly.objects(of: target)
      try #require(!objects.isEmpty, "no objects of \(target) beside the test bundle")
      for object in objects {
        let symbols = try Disassembly.undefinedSymbols(object)
        let calls = symbols.filter { ["fma", "fmaf", "expf"].contains($0) }
        #expect(calls == [], "\(object)")
      }
    }
  }
#endif
