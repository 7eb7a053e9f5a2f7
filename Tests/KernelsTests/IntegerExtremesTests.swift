import CKernels
import Testing

/// The largest numbers that the runtime lets into the integer kernels.
struct IntegerExtremesTests {
  /// Signs by place and channel.
  typealias Signs = @Sendable (_ row: Int, _ column: Int, _ channel: Int) -> Int
  private static let signs: [Signs] = [
    { _, _, _ in 1 },
    { _, _, _ in -1 },
    { row, _, _ in row % 2 == 0 ? 1 : -1 },
    { _, column, _ in column % 2 == 0 ? 1 : -1 },
    { row, column, _ in (row + column) % 2 == 0 ? 1 : -1 },
    // Neighbours that the transforms subtract differ.
    { row, column, _ in (row / 2 + column / 2) % 2 == 0 ? 1 : -1 },
    { row, column, channel in (row * column + channel) % 3 == 0 ? 1 : -1 },
  ]

  /// Every weight 127 or -127, every activation as large as 32 bits allow.
  ///
  /// 57 channels are the most for which transformed 16-bit values of full size fit into sums.
  @Test(
    arguments: [HSP_DIRECT, HSP_WINOGRAD, HSP_FOLDED, HSP_WIDE],
    [(1, 5), (16, 3), (57, 17), (64, 2), (72, 17)])
  func signs(winograd: hsp_winograd, size: (channels: Int, outputs: Int)) {
    for signs in Self.signs {
      // Each output has the weights of another pattern.
      let job = IntegerCase(
        height: 4, width: 5, channels: size.channels, outputs: size.outputs, winograd: winograd,
        weight: { output, tap, channel in
          Self.signs[output % Self.signs.count](tap / 3, tap % 3, channel) * 127
        },
        activation: { signs($0, $1, $2) * $3 })
      check(job)
    }
  }

  private func check(_ job: IntegerCase) {
    for set in InstructionSet.all {
      let chain = IntegerChain(job, set)
      let out = chain.run()
      let wrong = (0..<out.count).filter {
        chain.expected($0)?.bitPattern != out[$0].bitPattern
      }
      #expect(wrong.isEmpty, "\(set.name), \(job): \(wrong.count) of \(out.count)")
    }
  }

  /// The sums of the test above are what they claim: within a hundredth of overflow.
  @Test(arguments: [HSP_DIRECT, HSP_WINOGRAD, HSP_FOLDED, HSP_WIDE], [57, 64])
  func isExtreme(winograd: hsp_winograd, channels: Int) {
    // Tiles of 4 outputs across leave inputs fewer bits: it takes more of them.
    let channels = winograd == HSP_WIDE ? channels + 15 : channels
    let job = IntegerCase(
      height: 3, width: 3, channels: channels, outputs: 1, winograd: winograd,
      weight: { _, _, _ in 127 }, activation: { _, _, _, limit in limit })
    let sum = job.sum(row: 1, column: 1, output: 0) * job.multiple
    #expect(sum > 0x7fff_ffff * 99 / 100 && sum <= 0x7fff_ffff)
  }
}
