import Container
import Program

/// The memory that a quantisation works in: nothing else grows with the model.
struct WorkingMemory {
  /// The new header, section table and `TENS`.
  let table: Slice<UInt8>
  /// Scales and magnitudes of one tensor.
  let parameters: Slice<UInt8>
  /// Values on their way to the file.
  let chunk: Slice<UInt8>
  /// A byte for each value of a program, and its extents.
  let flags: Slice<UInt8>
  let extents: Slice<Extents>

  private static var chunkSize: Int { 64 << 10 }

  /// Bytes of each part.
  private static func sizes(_ file: ContainerFile, _ tensors: TensorTable) -> InlineArray<5, Int> {
    var largest = 0
    for index in 0..<tensors.count where tensors[index].layout == .packed {
      largest = max(largest, Int8Weights.headerSize(tensors[index].extents))
    }
    return [
      ModelTable.size(file), largest, chunkSize, Selection.mostValues,
      Selection.mostValues * MemoryLayout<Extents>.stride,
    ]
  }

  /// Bytes of an arena that has room for the parts; nil when this processor can't address them.
  static func size(_ file: ContainerFile, _ tensors: TensorTable) -> Int? {
    let sizes = sizes(file, tensors)
    var arena = Arena()
    for index in sizes.indices {
      guard arena.reserve(sizes[index]) != nil else { return nil }
    }
    return arena.used
  }

  /// Carves the parts from an arena; nil when it is too small.
  init?(_ arena: inout Arena, _ file: ContainerFile, _ tensors: TensorTable) {
    let sizes = Self.sizes(file, tensors)
    var parts = InlineArray<4, Slice<UInt8>?>(repeating: nil)
    for index in parts.indices {
      guard let offset = arena.reserve(sizes[index]) else { return nil }
      parts[index] = arena.slice(offset, sizes[index], of: UInt8.self)
    }
    guard let table = parts[0], let parameters = parts[1], let chunk = parts[2],
      let flags = parts[3]
    else { return nil }
    guard let offset = arena.reserve(sizes[4]),
      let extents = arena.slice(offset, Selection.mostValues, of: Extents.self)
    else { return nil }
    self.extents = extents
    self.table = table
    self.parameters = parameters
    self.chunk = chunk
    self.flags = flags
  }

  /// The scales of a block of outputs that were entered before.
  func scales(_ block: Int) -> SIMD16<Float> {
    var scales = SIMD16<Float>.zero
    for lane in 0..<TensorLayout.block {
      let place = 4 * (block * TensorLayout.block + lane)
      scales[lane] = Float(bitPattern: parameters.bytes.load(place, as: UInt32.self))
    }
    return scales
  }

  /// Enters scales and magnitudes of a block of outputs of a tensor with so many lanes.
  func set(
    _ block: Int, of lanes: Int, scales: SIMD16<Float>, _ magnitudes: SIMD16<Int32>
  ) {
    for lane in 0..<TensorLayout.block {
      let place = 4 * (block * TensorLayout.block + lane)
      parameters.store(scales[lane].bitPattern, at: place)
      parameters.store(magnitudes[lane], at: 4 * lanes + place)
    }
  }
}
