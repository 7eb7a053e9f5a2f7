import Foundation

/// Numbers of an `.npy` file: little-endian, C order, float32, float64 or int32.
struct NumpyArray {
  let shape: [Int]
  let values: [Double]

  init(path: String) throws(GoldenError) {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw GoldenError("\(path): cannot read")
    }
    let bytes = [UInt8](data)
    guard bytes.count >= 10, bytes.starts(with: [0x93] + Array("NUMPY".utf8)), bytes[6] == 1 else {
      throw GoldenError("\(path): not an .npy file of version 1")
    }
    let start = 10 + Int(bytes[8]) + Int(bytes[9]) << 8
    guard start <= bytes.count else { throw GoldenError("\(path): the header is truncated") }
    let header = String(decoding: bytes[10..<start], as: UTF8.self)
    guard !header.contains("'fortran_order': True"), let shape = Self.shape(header),
      let type = ["<f4", "<f8", "<i4"].first(where: { header.contains("'\($0)'") })
    else { throw GoldenError("\(path): element type or order is not supported: \(header)") }
    let size = type == "<f8" ? 8 : 4
    let count = shape.reduce(1, *)
    guard bytes.count - start == count * size else {
      throw GoldenError("\(path): \(bytes.count - start) bytes instead of \(count * size)")
    }
    self.shape = shape
    values = (0..<count).map { index in
      let bits = bytes[start + index * size..<start + (index + 1) * size]
        .reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      return switch type {
      case "<f4": Double(Float(bitPattern: UInt32(bits)))
      case "<f8": Double(bitPattern: bits)
      default: Double(Int32(bitPattern: UInt32(bits)))
      }
    }
  }

  /// The values as the library takes them.
  var floats: [Float] { values.map(Float.init) }

  /// One entry along the first axis.
  func slice(_ index: Int) -> ArraySlice<Double> {
    let size = values.count / max(shape.first ?? 1, 1)
    return values[index * size..<(index + 1) * size]
  }

  private static func shape(_ header: String) -> [Int]? {
    guard let key = header.range(of: "'shape': ("),
      let end = header[key.upperBound...].firstIndex(of: ")")
    else { return nil }
    let parts = header[key.upperBound..<end].split(separator: ",")
    let sizes = parts.compactMap { Int($0.trimmingCharacters(in: .whitespaces)) }
    return sizes.count == parts.count ? sizes : nil
  }
}
