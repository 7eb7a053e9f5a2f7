import Program
import ProgramFixtures
import Testing

/// Fields of a `PROG` section that lie.
struct ValidationTests {
  /// Why a broken version of a small program is refused.
  private func refusal(_ change: (inout Graph) -> Void) -> Fault? {
    var graph = Graph(seed: 1)
    let x = graph.picture(4, 4, 8)
    let t = graph.timestep()
    let made = graph.convolution(graph.groupNorm(x, groups: 2), 8)
    let vector = graph.convolution(graph.embedding(t, channels: 8), 8, kernel: 1)
    graph.name(graph.attention(graph.add(graph.silu(made), vector), made, made, heads: 2), "eps")
    graph.name(made, "h")
    change(&graph)
    return planFault(graph)
  }

  @Test func theProgramItselfIsFine() { #expect(refusal { _ in } == nil) }

  @Test func operations() {
    #expect(refusal { $0.nodes[0].kind = 0 } == Fault(reason: .operationKind, operation: 0))
    #expect(refusal { $0.nodes[3].kind = 99 } == Fault(reason: .operationKind, operation: 3))
    for value in [-1, -2, 3, 4, 100, Int(Int32.max)] {
      // Operation 1 computes value 3: neither itself nor what comes later.
      #expect(
        refusal { $0.nodes[1].inputs[0] = value } == Fault(reason: .operand, operation: 1),
        "\(value)")
    }
    #expect(
      refusal { $0.nodes[0].inputs.append(0) } == Fault(reason: .unusedField, operation: 0))
    #expect(refusal { $0.nodes[0].inputs = [] } == Fault(reason: .operand, operation: 0))
  }

  @Test func tensors() {
    for tensor in [-1, -2, 6, 1000] {
      #expect(
        refusal { $0.nodes[1].tensors[0] = tensor } == Fault(reason: .tensorIndex, operation: 1))
    }
    // A convolution may have no bias, a norm needs both.
    #expect(refusal { $0.nodes[1].tensors[1] = -1 } == nil)
    #expect(
      refusal { $0.nodes[0].tensors[1] = -1 } == Fault(reason: .tensorIndex, operation: 0))
    #expect(
      refusal { $0.nodes[4].tensors = [0] } == Fault(reason: .unusedField, operation: 4))
  }

  @Test(
    arguments: [
      (0, 0, 0), (0, 0, 65537), (0, 1, 0), (0, 1, Float(0.11).bitPattern),
      (0, 1, Float(-1e-5).bitPattern), (0, 1, Float.nan.bitPattern),
      (0, 1, Float.infinity.bitPattern),
      (1, 0, 0), (1, 0, 12), (1, 1, 12), (1, 2, 0), (1, 2, 5), (1, 3, 6), (1, 4, 6), (1, 5, 6),
      (1, 6, UInt32.max), (2, 0, 7), (2, 0, 2), (2, 0, 65538), (2, 1, 2),
      (2, 2, Float(0.5).bitPattern),
      (2, 3, Float(1).bitPattern), (2, 3, Float.nan.bitPattern), (6, 0, 0), (6, 0, 65537),
    ] as [(Int, Int, UInt32)])
  func parameters(operation: Int, place: Int, value: UInt32) {
    #expect(
      refusal { $0.nodes[operation].parameters[place] = value }
        == Fault(reason: .parameter, operation: operation))
  }

  @Test func unusedParameters() {
    #expect(
      refusal { $0.nodes[1].parameters.append(1) } == Fault(reason: .unusedField, operation: 1))
    #expect(
      refusal { $0.nodes[4].parameters = [1] } == Fault(reason: .unusedField, operation: 4))
  }

  @Test func inputs() {
    #expect(refusal { $0.inputs[0].kind = 3 }?.reason == .inputKind)
    // A vector has one pixel.
    #expect(refusal { $0.inputs[0].kind = 2 }?.reason == .inputExtents)
    #expect(refusal { $0.inputs[0].extents.channels = 0 }?.reason == .inputExtents)
    #expect(refusal { $0.inputs[0].extents.channels = 65537 }?.reason == .inputExtents)
    #expect(refusal { $0.inputs[0].extents.height = 16385 }?.reason == .inputExtents)
    #expect(refusal { $0.inputs[0].extents.width = -1 }?.reason == .inputExtents)
    #expect(refusal { $0.inputs[1].extents.width = 2 }?.reason == .inputExtents)
    #expect(refusal { $0.inputs[1].name = "x" }?.reason == .duplicateName)
    #expect(refusal { $0.inputs[1].name = "" }?.reason == .string)
    #expect(refusal { $0.inputs[1].name = "a\u{1}" }?.reason == .string)
  }

  @Test func names() {
    #expect(refusal { $0.names[0].value = 0 }?.reason == .namedValue)
    #expect(refusal { $0.names[0].value = 100 }?.reason == .namedValue)
    #expect(refusal { $0.names[0].name = "h" }?.reason == .duplicateName)
    #expect(refusal { $0.names[0].name = "x" }?.reason == .duplicateName)
    #expect(refusal { $0.names = [] }?.reason == .counts)
    #expect(
      refusal { graph in
        for index in 0..<63 { graph.name(3, "n\(index)") }
      }?.reason == .counts)
  }

  /// A section that ends early is refused at every length, and none is read beyond its end.
  @Test func truncation() throws {
    var graph = Graph(seed: 1)
    graph.name(graph.silu(graph.picture(4, 4, 8)), "eps")
    let section = graph.programSection()
    for length in 0..<section.count {
      #expect(parse(Array(section.prefix(length))) == .truncated, "\(length) bytes")
    }
    #expect(parse(section) == nil)
    #expect(parse(section + [0]) == .truncated)
  }

  /// A flipped bit is refused or leads to another valid program, but never to a trap.
  @Test func flippedBits() {
    let section = RandomGraph.make(seed: 2).programSection()
    var refused = 0
    for byte in section.indices {
      for bit in [byte % 8, (byte + 3) % 8] {
        var broken = section
        broken[byte] ^= 1 << UInt8(bit)
        if parse(broken) != nil { refused += 1 }
      }
    }
    #expect(refused > section.count)
  }
}
