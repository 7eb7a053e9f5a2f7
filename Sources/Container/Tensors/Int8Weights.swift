/// The parts of a packed int8 or int10 tensor's payload: weight = value x scale of its output.
///
/// A 10-bit value is 4 x high + low: 64 bytes of high parts are followed by 64 of low ones, -2 to 1.
/// A view: the payload may lie in the file or be a copy of it. Counts are those of whole blocks.
package struct Int8Weights {
  /// One for each output.
  package let scales: Slice<Float>
  /// Sum of |value| over all weights of each output.
  package let magnitudes: Slice<Int32>
  /// Int8 numbers,
  /// `[ceil(outputs / 16)][height][width][ceil(inputs / 4)][parts][16 outputs][4 inputs]`.
  package let values: Bytes
  package let extents: TensorExtents
  package let element: ElementType

  /// The parts of a tensor of a checked table.
  package init(_ tensor: Tensor) {
    precondition(tensor.element.isInteger && tensor.layout == .packed)
    self.init(payload: tensor.payload, tensor.extents, tensor.element)
  }

  /// The parts of a payload, aligned to 64, of a tensor with such extents, which were checked.
  package init(
    payload: Bytes, _ extents: TensorExtents, _ element: ElementType = .int8
  ) {
    let lanes = Self.lanes(extents)
    precondition(payload.count == Self.byteCount(extents, element))
    self.extents = extents
    self.element = element
    let start = unsafe UnsafeMutableRawPointer(mutating: payload.pointer)
    // The payload has these bytes, aligned to 64; nobody writes through a view of a file.
    unsafe scales = Slice(base: start.assumingMemoryBound(to: Float.self), count: lanes)
    unsafe magnitudes = Slice(
      base: (start + 4 * lanes).assumingMemoryBound(to: Int32.self), count: lanes)
    values = payload.checked(8 * lanes, payload.count - 8 * lanes)
  }
}

extension Int8Weights {
  /// Inputs that lie side by side for each output.
  package static var inputBlock: Int { 4 }

  /// The largest magnitude of a value.
  package static func maximum(_ element: ElementType) -> Int { element == .int10 ? 508 : 127 }

  /// Parts of a value, a byte each.
  package static func parts(_ element: ElementType) -> Int { element.size }

  /// Outputs, in whole blocks.
  package static func lanes(_ extents: TensorExtents) -> Int {
    (extents.outputs + TensorLayout.block - 1) / TensorLayout.block * TensorLayout.block
  }

  /// Groups of four inputs of one kernel tap.
  package static func inputBlocks(_ extents: TensorExtents) -> Int {
    (extents.inputs + inputBlock - 1) / inputBlock
  }

  /// Bytes of scales and magnitudes, in front of the values.
  package static func headerSize(_ extents: TensorExtents) -> Int { 8 * lanes(extents) }

  /// Bytes of the values of one block of 16 outputs.
  package static func blockSize(
    _ extents: TensorExtents, _ element: ElementType = .int8
  ) -> Int {
    extents.height * extents.width * inputBlocks(extents) * inputBlock * TensorLayout.block
      * parts(element)
  }

  /// Bytes of a payload; for extents that were checked.
  package static func byteCount(
    _ extents: TensorExtents, _ element: ElementType = .int8
  ) -> Int {
    headerSize(extents) + lanes(extents) / TensorLayout.block * blockSize(extents, element)
  }
}
