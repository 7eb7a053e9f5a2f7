import Container
import Testing

@testable import Conversion

struct TensorPackerTests {
  private static let counts = [1, 3, 15, 16, 17, 33]

  private func floats(_ bytes: [UInt8]) -> [Float] {
    var values: [Float] = []
    SourceElement.f32.widen(bytes, into: &values)
    return values
  }

  /// FORMAT.md's order, index by index.
  private func reference(_ weight: [Float], outputs: Int, inputs: Int, kernel: Int) -> [Float] {
    var packed: [Float] = []
    for block in 0..<(outputs + 15) / 16 {
      for y in 0..<kernel {
        for x in 0..<kernel {
          for input in 0..<inputs {
            for lane in 0..<16 {
              let output = block * 16 + lane
              let index = ((output * inputs + input) * kernel + y) * kernel + x
              packed.append(output < outputs ? weight[index] : 0)
            }
          }
        }
      }
    }
    return packed
  }

  @Test(arguments: counts, counts)
  func agreesWithTheFormat(_ outputs: Int, _ inputs: Int) throws {
    for kernel in [1, 3] {
      let taps = kernel * kernel
      let row = inputs * taps
      let weight = (0..<outputs * row).map { Float($0 + 1) }
      let packer = TensorPacker(element: .float32, layout: .packed, inputs: inputs, taps: taps)
      // Left from a tensor before: it must not shine through.
      var block = [UInt8](repeating: 0xAA, count: row * 64)
      var packed: [Float] = []
      for first in stride(from: 0, to: outputs, by: packer.rowsPerBlock) {
        let last = min(first + packer.rowsPerBlock, outputs)
        try packer.pack(Array(weight[first * row..<last * row]), into: &block)
        packed += floats(block)
      }
      #expect(packed == reference(weight, outputs: outputs, inputs: inputs, kernel: kernel))
    }
  }

  @Test func vectorsStayInOrder() throws {
    let packer = TensorPacker(element: .float32, layout: .plain, inputs: 1, taps: 1)
    var bytes: [UInt8] = []
    try packer.pack([1, -2, 3], into: &bytes)
    #expect(floats(bytes) == [1, -2, 3])
  }

  private func half(_ value: Float) throws -> UInt16 {
    let packer = TensorPacker(element: .float16, layout: .plain, inputs: 1, taps: 1)
    var bytes: [UInt8] = []
    try packer.pack([value], into: &bytes)
    return UInt16(bytes[0]) | UInt16(bytes[1]) << 8
  }

  @Test(
    arguments: [
      (0, 0), (-0.0, 0x8000), (1, 0x3C00), (-2, 0xC000), (65504, 0x7BFF), (65519.996, 0x7BFF),
      (1 + 0x1p-11, 0x3C00),  // a tie to even, down
      (1 + 3 * 0x1p-11, 0x3C02),  // a tie to even, up
      (1 + 0x1p-11 + 0x1p-20, 0x3C01), (0x1p-14, 0x0400), (0x1p-24, 0x0001),
      (0x1p-25, 0),  // a tie to even among subnormals
      (0x1.8p-25, 0x0001), (3 * 0x1p-25, 0x0002), (0x1.ffbp-15, 0x03FF), (0x1.ffcp-15, 0x0400),
      (0x1p-130, 0),
    ] as [(Float, UInt16)])
  func roundsToNearestEven(_ value: Float, _ bits: UInt16) throws {
    #expect(try half(value) == bits)
  }

  @Test(arguments: [65520, -65520, 1e38] as [Float])
  func refusesOverflow(_ value: Float) {
    #expect(throws: TensorPacker.Overflow.self) { try half(value) }
  }
}
