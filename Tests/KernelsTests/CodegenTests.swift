#if arch(x86_64)
  import Testing

  /// Speed rests on what the compiler makes of a few loops: these tests read their instructions.
  ///
  /// The kernels are optimised in debug builds too, and looking at code needs no processor that
  /// could run it.
  @Suite(.enabled(if: Disassembly.isAvailable, "objdump is not installed"))
  struct CodegenTests {
    /// What the compiler made of one source file.
    private func code(_ target: String, _ file: String) throws -> Disassembly {
      let objects = Disassembly.objects(of: target).filter { $0.contains("/\(file).") }
      let object = try #require(objects.first, "no object of \(target) beside the test bundle")
      return try Disassembly(object)
    }

    /// The innermost loop with the most products of a kind, without fillers.
    private func mainLoop(
      _ target: String, _ file: String, _ product: String
    ) throws -> [Disassembly.Instruction] {
      let loops = try code(target, file).innermostLoops.map { loop in
        loop.filter { !$0.text.contains("nop") }
      }
      func products(_ loop: [Disassembly.Instruction]) -> Int {
        loop.count { $0.text.hasPrefix(product) }
      }
      return loops.max { products($0) < products($1) } ?? []
    }

    /// A loop with nothing in memory but what it reads: 12 products and at most that many others.
    private func check(
      _ target: String, _ file: String, _ product: String, operands: [String], others: Int
    ) throws {
      let loop = try mainLoop(target, file, product)
      let text = loop.map(\.text).joined(separator: "\n")
      let products = loop.map(\.text).filter { $0.hasPrefix(product) }
      #expect(products.count == 12, "\(text)")
      let isRight = products.allSatisfy { line in operands.allSatisfy { line.contains($0) } }
      #expect(isRight, "\(text)")
      let stores = loop.filter(\.storesToStack).map(\.text)
      #expect(stores == [], "a sum lives in memory:\n\(text)")
      #expect(loop.count - 12 <= others, "\(text)")
    }

    /// 6 pixels x 16 lanes in 12 registers.
    @Test(arguments: ["Contract", "Limit"])
    func floatsAVX2(file: String) throws {
      try check("KernelsAVX2", file, "vfmadd231ps", operands: ["%ymm"], others: 14)
    }

    /// 12 pixels x 16 lanes in 12 registers, pixels broadcast by the multiply-add itself.
    @Test(arguments: ["Contract", "Limit"])
    func floatsAVX512(file: String) throws {
      try check(
        "KernelsAVX512", file, "vfmadd231ps", operands: ["%zmm", "{1to16}"], others: 14)
    }

    /// As with floats, and 12 additions.
    @Test(arguments: ["Multiply", "LimitOfIntegers"])
    func integersAVX2(file: String) throws {
      try check("KernelsAVX2", file, "vpmaddwd", operands: ["%ymm"], others: 26)
    }

    @Test(arguments: ["Multiply", "LimitOfIntegers"])
    func integersAVX512(file: String) throws {
      try check("KernelsAVX512", file, "vpdpwssd", operands: ["%zmm", "{1to16}"], others: 26)
    }

    /// Pairs are multiplied at once on every x86: 6 pixels x 16 lanes take 24.
    @Test func integersBase() throws {
      let loop = try mainLoop("Kernels", "Multiply", "pmaddwd")
      let products = loop.map(\.text).filter { $0.hasPrefix("pmaddwd") && $0.contains("%xmm") }
      #expect(products.count == 24)
    }

    /// Winograd's input transform adds and subtracts 16 channels at once.
    @Test(arguments: ["KernelsAVX2", "KernelsAVX512"])
    func spread(target: String) throws {
      let code = try code(target, "Spread")
      for operation in ["vpaddw", "vpsubw"] {
        let lines = code.functions.joined().map(\.text).filter { $0.hasPrefix(operation) }
        let isWide = lines.allSatisfy { $0.contains("%ymm") }
        #expect(!lines.isEmpty && isWide, "\(lines)")
      }
      let calls = code.innermostLoops.joined().compactMap(\.callee)
      #expect(calls == [])
    }

    /// Loops over pixels are all in one function: neither generics nor the C library are called.
    @Test(
      arguments: ["KernelsAVX2", "KernelsAVX512"],
      ["Quantise", "Finish", "Condition", "Expand", "Widen", "Combine"])
    func noCalls(target: String, file: String) throws {
      let calls = try code(target, file).calls.filter { !$0.hasPrefix("__stack_chk_fail") }
      #expect(calls == [])
    }

    /// A fused multiply-add is an instruction, not a call of the C library.
    @Test(arguments: ["KernelsAVX2", "KernelsAVX512"])
    func noLibrary(target: String) throws {
      let objects = Disassembly.objects(of: target)
      try #require(!objects.isEmpty, "no objects of \(target) beside the test bundle")
      for object in objects {
        let symbols = try Disassembly.undefinedSymbols(object)
        let calls = symbols.filter { ["fma", "fmaf", "expf"].contains($0) }
        #expect(calls == [], "\(object)")
      }
    }

    /// Halves are converted by the processor where it can, and only there.
    @Test(arguments: ["Kernels", "KernelsAVX2", "KernelsAVX512"])
    func halves(target: String) throws {
      for (file, conversions) in [
        ("Widen", ["vcvtph2ps"]), ("Condition", ["vcvtph2ps"]),
        ("Finish", ["vcvtph2ps", "vcvtps2ph"]), ("Contract", ["vcvtph2ps", "vcvtps2ph"]),
      ] {
        let lines = try code(target, file).functions.joined().map(\.text)
        for conversion in conversions {
          let isUsed = lines.contains { $0.hasPrefix(conversion) }
          #expect(isUsed == (target != "Kernels"), "\(conversion) in \(file)")
        }
      }
    }
  }
#endif
