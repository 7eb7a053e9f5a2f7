/// The tensors of one .safetensors file, its header checked completely.
///
/// The offsets must tile the data: no gap, no overlap, nothing behind the last tensor.
struct SafetensorsFile {
  static let longestHeader = 16_000_000

  let file: SourceFile
  private(set) var tensors: [SourceTensor] = []

  init(_ file: SourceFile) throws(ConversionError) {
    self.file = file
    var bytes: [UInt8] = []
    guard file.size >= 8 else {
      throw fault("byte 0", "\(file.size) bytes are too few for a header")
    }
    try file.read(at: 0, count: 8, into: &bytes)
    let length = bytes.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard length <= UInt64(Self.longestHeader), length <= UInt64(file.size - 8) else {
      throw fault("byte 0", "a header length of \(length) in a file of \(file.size) bytes")
    }
    try file.read(at: 8, count: Int(length), into: &bytes)
    guard case .object(let members) = try JSONReader.read(bytes, file: file.path, origin: 8) else {
      throw fault("byte 8", "the header is not an object")
    }
    try collect(members, dataStart: 8 + Int(length))
  }

  private mutating func collect(
    _ members: [JSON.Member], dataStart: Int
  ) throws(ConversionError) {
    var ranges: [(range: Range<Int>, name: String)] = []
    let dataSize = file.size - dataStart
    for member in members where member.key != "__metadata__" {
      let entry = try SafetensorsEntry(member, file: file.path)
      guard entry.end <= dataSize else {
        throw fault(
          "tensor \(member.key)", "it ends at \(entry.end), the data at \(dataSize)")
      }
      ranges.append((entry.begin..<entry.end, member.key))
      tensors.append(
        SourceTensor(
          name: member.key, type: entry.type, shape: entry.shape, file: file,
          offset: dataStart + entry.begin))
    }
    try checkTiling(ranges, dataSize: dataSize)
  }

  private func checkTiling(
    _ ranges: [(range: Range<Int>, name: String)], dataSize: Int
  ) throws(ConversionError) {
    var end = 0
    // Empty tensors do not exist here, so that starts differ in a proper tiling.
    for (range, name) in ranges.sorted(by: { $0.range.lowerBound < $1.range.lowerBound }) {
      guard range.lowerBound == end else {
        let kind = range.lowerBound < end ? "it overlaps another tensor" : "a gap lies before it"
        throw fault("tensor \(name)", "\(kind): it starts at \(range.lowerBound), not \(end)")
      }
      end = range.upperBound
    }
    guard end == dataSize else {
      throw fault(
        "byte \(file.size - dataSize + end)", "\(dataSize - end) bytes belong to no tensor")
    }
  }

  private func fault(_ place: String, _ problem: String) -> ConversionError {
    ConversionError(file.path, place, problem, remedy: "replace the file by an intact copy")
  }
}
