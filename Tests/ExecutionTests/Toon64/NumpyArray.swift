import Foundation

/// Float32 values of an `.npy` file in C order.
struct NumpyArray {
  let shape: [Int]
  let values: [Float]

  /// Reads a file; nil unless it is one of version 1 with little-endian floats.
  init?(path: String) {
    guard let data = FileManager.default.contents(atPath: path) else { return nil }
    let bytes = [UInt8](data)
    guard bytes.count >= 10, bytes.starts(with: [0x93] + Array("NUMPY".utf8)), bytes[6] == 1 else {
      return nil
    }
    let start = 10 + Int(bytes[8]) + Int(bytes[9]) << 8
    let header = String(decoding: bytes[10..<start], as: UTF8.self)
    guard header.contains("'<f4'"), header.contains("'fortran_order': False"),
      let open = header.range(of: "'shape': ("),
      let close = header[open.upperBound...].firstIndex(of: ")")
    else { return nil }
    shape = header[open.upperBound..<close].split(separator: ",").compactMap {
      Int($0.trimmingCharacters(in: .whitespaces))
    }
    let count = shape.reduce(1, *)
    guard bytes.count - start == count * 4 else { return nil }
    values = (0..<count).map { index in
      let at = start + 4 * index
      let bits =
        UInt32(bytes[at]) | UInt32(bytes[at + 1]) << 8 | UInt32(bytes[at + 2]) << 16
        | UInt32(bytes[at + 3]) << 24
      return Float(bitPattern: bits)
    }
  }

  /// One entry along the first axis.
  subscript(index: Int) -> ArraySlice<Float> {
    let size = values.count / shape[0]
    return values[index * size..<(index + 1) * size]
  }
}
