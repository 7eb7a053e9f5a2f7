/// Arrays of `.npy` files, and of `.npz` archives of them, stored plainly.
enum NumpyFile {
  private static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)
  private static let longestHeader = 4096
  private static let elements: [String: SourceElement] = [
    "<f4": .f32, "<f8": .f64, "<f2": .f16, "<i8": .i64, "<i4": .i32,
  ]

  /// True when a file starts like one array.
  static func begins(_ file: SourceFile) throws(ConversionError) -> Bool {
    guard file.size >= magic.count else { return false }
    var bytes: [UInt8] = []
    try file.read(at: 0, count: magic.count, into: &bytes)
    return bytes == magic
  }

  /// The arrays of an archive that holds nothing else; nil when it is another one.
  static func arrays(_ archive: ZipArchive) throws(ConversionError) -> [String: SourceTensor]? {
    guard !archive.entries.isEmpty, archive.entries.keys.allSatisfy({ $0.hasSuffix(".npy") })
    else { return nil }
    var tensors: [String: SourceTensor] = [:]
    for path in archive.entries.keys.sorted() {
      guard let entry = try archive.entry(path) else { continue }
      let name = String(path.dropLast(4))
      tensors[name] = try array(
        name, archive.file, entry.range,
        check: SourceTensor.Check(archive: archive, entry: entry))
    }
    return tensors
  }

  /// The array in a range of a file.
  static func array(
    _ name: String, _ file: SourceFile, _ range: Range<Int>, check: SourceTensor.Check? = nil
  ) throws(ConversionError) -> SourceTensor {
    func fault(_ problem: String) -> ConversionError {
      ConversionError(
        file.path, "array \(name)", problem, remedy: "save it again with numpy.save, as f32")
    }
    var window = ByteWindow(file, range)
    guard window.remaining >= 10, try window.bytes(magic.count) == magic else {
      throw fault("no array starts at byte \(range.lowerBound)")
    }
    let version = try window.integer(1)
    try window.skip(1)
    let length = Int(try window.integer(version == 1 ? 2 : 4))
    guard (1...3).contains(version), length <= longestHeader else {
      throw fault("a header of version \(version) and \(length) bytes")
    }
    let header = String(decoding: try window.bytes(length), as: UTF8.self)
    guard let type = value(of: "descr", in: header, until: ","), let shape = shape(header),
      let order = value(of: "fortran_order", in: header, until: ","),
      let element = elements[type.filter { $0 != "'" }]
    else { throw fault("its header \(header.prefix(80)) is not supported") }
    var count = element.size
    for extent in shape {
      let (product, overflows) = count.multipliedReportingOverflow(by: extent)
      guard !overflows else { throw fault("its shape \(shape) is impossible") }
      count = product
    }
    guard count == window.remaining else {
      throw fault("its shape \(shape) does not fill its \(window.remaining) bytes")
    }
    // In Fortran's order the first extent is the innermost.
    let strides = shape.indices.map { shape[..<$0].reduce(1, *) }
    return SourceTensor(
      name: name, type: element, shape: shape, file: file, offset: window.position,
      strides: order == "True" ? strides : nil, check: check)
  }

  private static func value(of key: String, in header: String, until end: String) -> String? {
    guard let start = header.firstRange(of: "'\(key)':") else { return nil }
    let rest = header[start.upperBound...]
    guard let stop = rest.firstRange(of: end) else { return nil }
    return String(rest[..<stop.lowerBound]).filter { $0 != " " }
  }

  private static func shape(_ header: String) -> [Int]? {
    guard let inside = value(of: "shape", in: header, until: ")"), inside.hasPrefix("(") else {
      return nil
    }
    let parts = inside.dropFirst().split(separator: ",")
    let shape = parts.compactMap { Int($0) }.filter { $0 > 0 }
    return shape.count == parts.count && shape.count <= 8 ? shape : nil
  }
}
