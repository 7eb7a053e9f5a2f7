import Container

/// Writes the `WGHT` section from front to back through buffers that are used again.
struct WeightStream {
  let file: ModelFile
  /// Offset of the section in the file.
  let start: Int
  let size: Int
  let progress: ((Int, Int) -> Bool)?
  private var position = 0
  private var sum = Checksum()
  private var raw: [UInt8] = []
  private var values: [Float] = []
  private var packed: [UInt8] = []

  init(file: ModelFile, start: Int, size: Int, progress: ((Int, Int) -> Bool)?) {
    self.file = file
    self.start = start
    self.size = size
    self.progress = progress
  }

  /// The checksum of everything so far.
  var checksum: UInt32 { sum.value }

  /// Skips to an offset in the section; the file is zero there already.
  mutating func pad(to offset: Int) {
    sum.update([UInt8](repeating: 0, count: offset - position))
    position = offset
  }

  /// Packs and writes a tensor; returns the SHA-256 of its values as f32.
  mutating func append(
    _ tensor: ModelTensor, _ packer: TensorPacker, _ tensorSum: inout Checksum
  ) throws(ConversionError) -> [UInt8] {
    var hash = SHA256()
    let outputs = tensor.extents[0]
    // A vector goes in pieces of 4096 values, a convolution in blocks of outputs.
    let step = tensor.isPacked ? packer.rowsPerBlock : 4096
    for first in stride(from: 0, to: outputs, by: step) {
      let rows = min(step, outputs - first)
      try tensor.read(first, count: rows, bytes: &raw, into: &values)
      hash.update(values, storedAs: raw, tensor.source.type)
      do throws(TensorPacker.Overflow) {
        try packer.pack(values, into: &packed)
      } catch {
        throw overflow(tensor, first * tensor.rowLength + error.index, values[error.index])
      }
      try file.write(packed, at: start + position)
      tensorSum.update(packed)
      sum.update(packed)
      position += packed.count
      guard progress?(position, size) ?? true else {
        throw ConversionError(file.path, "cancelled; nothing was written", remedy: "start again")
      }
    }
    return hash.finish()
  }

  private func overflow(_ tensor: ModelTensor, _ index: Int, _ value: Float) -> ConversionError {
    ConversionError(
      tensor.source.file.path, "tensor \(tensor.name), element \(index)",
      "\(value) is too large for f16", remedy: "convert with --dtype f32")
  }
}

extension SHA256 {
  /// Hashes values as little-endian f32; `raw` is how they are stored.
  mutating func update(_ values: [Float], storedAs raw: [UInt8], _ type: SourceElement) {
    if type == .f32 { return update(raw) }
    var bytes = [UInt8](repeating: 0, count: 4 * values.count)
    for (index, value) in values.enumerated() {
      for byte in 0..<4 {
        bytes[4 * index + byte] = UInt8(truncatingIfNeeded: value.bitPattern >> (8 * UInt32(byte)))
      }
    }
    update(bytes)
  }
}
