import CKernels
import Testing

struct LimitTests {
  private let bytes = Int(HSP_LIMIT_BYTES)

  /// As much work as said, all of it inside the scratch.
  @Test(arguments: InstructionSet.all, [0, 1, 3])
  func floats(set: InstructionSet, rounds: Int) {
    let count = bytes / MemoryLayout<Float>.size
    var random = Random(seed: 91)
    let numbers = random.values(count)
    let scratch = PageBuffer(numbers)
    let products = unsafe set.kernels.limit_floats(scratch.base, rounds)
    #expect(scratch.isIntact)
    // A tile of 6 or 12 pixels, 64 steps, 16 lanes.
    let pixels = products / (64 * 16)
    #expect(products % (64 * 16) == 0 && [6, 12].contains(pixels))
    for index in 0..<pixels * 16 {
      let (pixel, lane) = (index / 16, index % 16)
      var sum: Float = 0
      for step in 0..<rounds * 64 {
        let broadcast = numbers[64 * (16 + pixel) + step % 64]
        sum = sum.addingProduct(broadcast, numbers[step % 64 * 16 + lane])
      }
      #expect(scratch[index].bitPattern == sum.bitPattern, "pixel \(pixel), lane \(lane)")
    }
  }

  @Test(arguments: InstructionSet.all, [0, 1, 3])
  func integers(set: InstructionSet, rounds: Int) {
    let count = bytes / MemoryLayout<Int16>.size
    // The same number everywhere, of one byte: then the order of the operands does not matter.
    let scratch = PageBuffer([Int16](repeating: 3, count: count))
    let products = unsafe set.kernels.limit_integers(scratch.base, rounds)
    #expect(scratch.isIntact)
    let pixels = products / (64 * 32)
    #expect(products % (64 * 32) == 0 && [6, 12].contains(pixels))
    // Of four bytes that are multiplied at a time, every other is zero.
    let inputs = unsafe set.kernels.arrange_values == nil ? 2 : 4
    // 32-bit sums, low half first.
    for index in 0..<pixels * 16 {
      let sum = Int(UInt16(bitPattern: scratch[index * 2])) + Int(scratch[index * 2 + 1]) << 16
      #expect(sum == rounds * 64 * inputs * 9)
    }
  }
}
