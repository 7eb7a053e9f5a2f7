import Container
import Program

/// Zeros around a picture.
package struct Padding {
  package var top = 0
  package var left = 0
  package var bottom = 0
  package var right = 0

  package init(top: Int = 0, left: Int = 0, bottom: Int = 0, right: Int = 0) {
    self.top = top
    self.left = left
    self.bottom = bottom
    self.right = right
  }

  package static func all(_ count: Int) -> Padding {
    Padding(top: count, left: count, bottom: count, right: count)
  }
}

extension Graph {
  package mutating func convolution(
    _ a: Int, _ outputs: Int, kernelHeight: Int, kernelWidth: Int, stride: Int = 1,
    padding: Padding = Padding(), bias: Bool = true, isHalf: Bool = false
  ) -> Int {
    let source = extents[a]
    let fanIn = kernelHeight * kernelWidth * Int(source.channels)
    let weight = tensor(
      [outputs, Int(source.channels), kernelHeight, kernelWidth],
      scale: 1.7 / Float(fanIn).squareRoot(), isPacked: true, isHalf: isHalf)
    let biasIndex = bias ? tensor([outputs, 1, 1, 1], scale: 0.5) : -1
    let height = Int(source.height) + padding.top + padding.bottom - kernelHeight
    let width = Int(source.width) + padding.left + padding.right - kernelWidth
    let parameters = [
      kernelHeight, kernelWidth, stride, padding.top, padding.left, padding.bottom, padding.right,
    ]
    return append(
      .convolution, [a], tensors: [weight, biasIndex], parameters: parameters.map(UInt32.init),
      Extents(height: height / stride + 1, width: width / stride + 1, channels: outputs))
  }

  /// A square convolution that keeps the size.
  package mutating func convolution(
    _ a: Int, _ outputs: Int, kernel: Int = 3, bias: Bool = true, isHalf: Bool = false
  ) -> Int {
    convolution(
      a, outputs, kernelHeight: kernel, kernelWidth: kernel, padding: .all(kernel / 2), bias: bias,
      isHalf: isHalf)
  }

  package mutating func groupNorm(_ a: Int, groups: Int, epsilon: Float = 1e-5) -> Int {
    let channels = Int(extents[a].channels)
    let gamma = tensor([channels, 1, 1, 1], scale: 0.5, around: 1)
    let beta = tensor([channels, 1, 1, 1], scale: 0.5)
    return append(
      .groupNorm, [a], tensors: [gamma, beta], parameters: [UInt32(groups), epsilon.bitPattern],
      extents[a])
  }

  package mutating func modulatedNorm(
    _ a: Int, scale: Int, shift: Int, groups: Int, epsilon: Float = 1e-5
  ) -> Int {
    let channels = Int(extents[a].channels)
    let gamma = tensor([channels, 1, 1, 1], scale: 0.5, around: 1)
    let beta = tensor([channels, 1, 1, 1], scale: 0.5)
    return append(
      .modulatedGroupNorm, [a, scale, shift], tensors: [gamma, beta],
      parameters: [UInt32(groups), epsilon.bitPattern], extents[a])
  }

  package mutating func averagePool(_ a: Int) -> Int {
    let source = extents[a]
    return append(
      .averagePool, [a], parameters: [2],
      Extents(
        height: Int(source.height) / 2, width: Int(source.width) / 2,
        channels: Int(source.channels)))
  }

  package mutating func nearestCode(_ a: Int, codes: Int, index: Bool) -> Int {
    let channels = Int(extents[a].channels)
    let tensor = tensor([codes, channels, 1, 1], scale: 1)
    var result = extents[a]
    if index { result.channels = 1 }
    return append(
      .nearestCode, [a], tensors: [tensor], parameters: [index ? 1 : 0], result)
  }

  package mutating func copy(_ a: Int) -> Int { append(.copy, [a], extents[a]) }

  package mutating func silu(_ a: Int) -> Int { append(.silu, [a], extents[a]) }

  package mutating func add(_ a: Int, _ b: Int) -> Int { append(.add, [a, b], extents[a]) }

  package mutating func concatenate(_ a: Int, _ b: Int) -> Int {
    var result = extents[a]
    result.channels += extents[b].channels
    return append(.concatenate, [a, b], result)
  }

  package mutating func upsample(_ a: Int) -> Int {
    let source = extents[a]
    return append(
      .upsample, [a], parameters: [2],
      Extents(
        height: Int(source.height) * 2, width: Int(source.width) * 2,
        channels: Int(source.channels)))
  }

  package mutating func attention(_ q: Int, _ k: Int, _ v: Int, heads: Int) -> Int {
    append(.attention, [q, k, v], parameters: [UInt32(heads)], extents[q])
  }

  package mutating func embedding(
    _ t: Int, channels: Int, cosinesFirst: Bool = false, shift: Float = 0
  ) -> Int {
    append(
      .timestepEmbedding, [t],
      parameters: [
        UInt32(channels), cosinesFirst ? 1 : 0, shift.bitPattern, Float(10_000).bitPattern,
      ],
      Extents(height: 1, width: 1, channels: channels))
  }
}
