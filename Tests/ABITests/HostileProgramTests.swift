import CHSpace
import Testing

/// Names, counts, inputs, tensors and schedules that lie, in files whose checksums are right.
struct HostileProgramTests {
  private func expectRefused(
    _ parts: FileParts, _ way: Way = .memory,
    sourceLocation: SourceLocation = #_sourceLocation
  ) -> Fault? {
    let allocator = CountingAllocator()
    let fault = expectFault(HSP_ERROR_FORMAT, sourceLocation) {
      _ = try TestModel(Source(parts.bytes, way: way), allocator)
    }
    #expect(allocator.live == 0 && allocator.mistakes == 0)
    #expect(allocator.largest < 1 << 20)
    return fault
  }

  @Test(arguments: ["h", "eps"])
  func namesThatAUNetMustHave(_ name: String) {
    let gone = FileParts.model.changing { program in
      let record = program.add("other")
      program.named[program.named(name)].replaceSubrange(0..<2, with: record)
    }
    _ = expectRefused(gone)
    // A name may not stand for an input.
    let moved = FileParts.model.changing { $0.named[$0.named(name)][2] = 0 }
    _ = expectRefused(moved)
  }

  @Test(arguments: ["x", "t"])
  func inputsThatAUNetMustHave(_ name: String) {
    let gone = FileParts.model.changing { program in
      let record = program.add("other")
      let index = program.inputs.firstIndex { program.text($0) == name }!
      program.inputs[index].replaceSubrange(0..<2, with: record)
    }
    _ = expectRefused(gone)
  }

  /// A run knows nothing that it could give to it; a program of another name may have it.
  @Test func aUNetHasNoThirdInput() throws {
    let third = FileParts.model.changing {
      $0.addInput("y", channels: 3, height: 16, width: 16)
    }
    let fault = expectRefused(third)
    #expect(fault?.offset == Int64(third.offset("PROG")))
    #expect(fault?.message.contains("inputs") == true)
    _ = try TestModel(Source(third.changing { $0.rename("other") }.bytes))
  }

  /// One evaluation's multiply-adds are counted in 64 bits: 2^64 of attentions alone, and 2 fewer
  /// with a convolution behind them.
  @Test func multiplyAddsThatOverflow() {
    let convolution = FileParts.model.changing {
      $0 = ProgramParts.multiplyAdds(.max - 1, from: $0)
    }
    let fault = expectRefused(convolution)
    #expect(fault?.operation == "convolution")
    #expect(fault?.message.contains("too large") == true)
    let attention = FileParts.model.changing { program in
      program = ProgramParts.multiplyAdds(.max - 1, from: program)
      // One more, of one pixel and one pixel.
      let index = program.operations.count - 2
      var more = program.operations[index]
      more.setInput(0, Int32(program.inputs.count + index))
      program.operations[index + 1] = more
    }
    let other = expectRefused(attention)
    #expect(other?.operation == "attention" && other?.message.contains("too large") == true)
  }

  @Test func hMustComeBeforeEps() {
    let swapped = FileParts.model.changing { program in
      let (h, eps) = (program.named("h"), program.named("eps"))
      (program.named[h][2], program.named[eps][2]) = (program.named[eps][2], program.named[h][2])
    }
    _ = expectRefused(swapped)
  }

  @Test func epsMustHaveTheExtentsOfX() {
    let parts = FileParts.model.changing { program in
      // The value before the last convolution has more channels.
      program.named[program.named("eps")][2] -= 1
    }
    _ = expectRefused(parts)
  }

  @Test func namedValues() {
    for value in [1 << 31, UInt32.max, 100_000] {
      _ = expectRefused(FileParts.model.changing { $0.named[0][2] = value })
    }
    _ = expectRefused(FileParts.model.changing { $0.named[0][3] = 1 })
    let double = FileParts.model.changing {
      $0.named[1].replaceSubrange(0..<2, with: $0.named[0][0..<2])
    }
    _ = expectRefused(double)
    let asInput = FileParts.model.changing {
      $0.named[0].replaceSubrange(0..<2, with: $0.inputs[0][0..<2])
    }
    _ = expectRefused(asInput)
  }

  @Test(arguments: ["", "a\u{0}b", "line\n", String(repeating: "n", count: 1025)])
  func strings(_ name: String) {
    _ = expectRefused(
      FileParts.model.changing { program in
        let record = program.add(name)
        program.named[0].replaceSubrange(0..<2, with: record)
      })
  }

  @Test func inputs() {
    let changes: [(Int, UInt32)] = [
      (2, 2), (2, .max), (3, 0), (3, 65537), (3, 4), (4, 0), (4, 16385), (5, 0), (5, .max), (4, 17),
      (6, 1),
      (7, 1),
    ]
    for (word, value) in changes {
      _ = expectRefused(FileParts.model.changing { $0.inputs[0][word] = value })
    }
    // A scalar is 1 x 1 x 1.
    for word in 3...5 { _ = expectRefused(FileParts.model.changing { $0.inputs[1][word] = 2 }) }
  }

  /// Attention over 16384 x 16384 pixels, or only a plan for it, would not fit any machine.
  @Test func aBombOfExtents() {
    let bomb = FileParts.model.changing {
      $0.inputs[0][4] = 16384
      $0.inputs[0][5] = 16384
    }
    _ = expectRefused(bomb)
  }

  @Test func counts() {
    for (place, value) in [(0, 0), (0, 17), (4, 0), (4, 8193), (8, 0), (8, 65), (12, 0)]
      as [(Int, UInt32)]
    {
      for value in [value, UInt32.max, 1 << 31] {
        var parts = FileParts.model
        var section = parts["PROG"]
        section.put(value, at: place)
        parts["PROG"] = section
        let fault = expectRefused(parts)
        #expect((fault?.offset ?? -1) >= Int64(parts.offset("PROG")))
      }
    }
    for length in [1, 31, 32, 100] {
      var parts = FileParts.model
      parts["PROG"] = Array(parts["PROG"].prefix(length))
      _ = expectRefused(parts)
    }
  }

  /// Tensors 0 and 1 are a convolution's in the first operation that has any.
  @Test func tensors() {
    let program = ProgramParts(FileParts.model["PROG"])
    let weight = Int(program.operations[program.first(1)].tensor(0))
    let bias = Int(program.operations[program.first(1)].tensor(1))
    let gamma = Int(program.operations[program.first(2)].tensor(0))
    func changed(_ tensor: Int, _ word: Int, _ value: UInt32) -> FileParts {
      FileParts.model.changingTensor(tensor) { $0[word] = value }
    }
    // Element type, layout and each extent; then offset and length.
    for tensor in [weight, bias, gamma] {
      for (word, values) in [
        (2, [0, 2, 4, .max]), (3, [2, .max]), (4, [0, 15, 1 << 31, .max]), (5, [0, 2, .max]),
        (6, [0, 4, 1 << 16]), (7, [0, 4]), (8, [1, 64, .max]), (9, [1]), (10, [0, 1]), (13, [1]),
      ] as [(Int, [UInt32])] {
        for value in values { _ = expectRefused(changed(tensor, word, value)) }
      }
    }
  }

  @Test func schedules() {
    func changed(_ offset: Int, _ words: [UInt32]) -> FileParts {
      var parts = FileParts.model
      var section = parts["SCHD"]
      for (index, word) in words.enumerated() { section.put(word, at: offset + 4 * index) }
      parts["SCHD"] = section
      return parts
    }
    func bits(_ value: Double) -> [UInt32] {
      [UInt32(truncatingIfNeeded: value.bitPattern), UInt32(value.bitPattern >> 32)]
    }
    for count in [0, 1, 999, 1001, 1 << 31, .max] as [UInt32] {
      #expect(expectRefused(changed(0, [count]))?.operation == "SCHD")
    }
    for (place, word) in [(4, 4), (8, 1), (12, 3), (32, 1), (44, 1)] as [(Int, UInt32)] {
      _ = expectRefused(changed(place, [word]))
    }
    for beta in [-1e-4, 1, .nan, .infinity] { _ = expectRefused(changed(16, bits(beta))) }
    for value in [0, -0.1, 1, 1.5, .nan, .infinity] {
      let fault = expectRefused(changed(48 + 8 * 500, bits(value)))
      #expect(fault?.offset == Int64(FileParts.model.offset("SCHD") + 48 + 8 * 500))
    }
    // Not falling: the value of the step before.
    let table = FileParts.model["SCHD"]
    let before = [table.word(48 + 8 * 499), table.word(48 + 8 * 499 + 4)]
    _ = expectRefused(changed(48 + 8 * 500, before))
  }
}
