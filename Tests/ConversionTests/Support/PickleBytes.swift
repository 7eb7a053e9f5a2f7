/// Pickles as a test writes them, operation by operation.
enum PickleBytes {
  static let empty: [UInt8] = Array("}".utf8)

  static func file(_ value: [UInt8]) -> [UInt8] { [0x80, 2] + value + Array(".".utf8) }

  static func text(_ text: String) -> [UInt8] {
    Array("X".utf8) + little(UInt32(text.utf8.count)) + Array(text.utf8)
  }
  static func integer(_ value: Int) -> [UInt8] {
    Int32(exactly: value).map { Array("J".utf8) + little($0) }
      ?? [0x8A, 8] + little(Int64(value))
  }
  static func tuple(_ parts: [[UInt8]]) -> [UInt8] {
    Array("(".utf8) + parts.flatMap { $0 } + Array("t".utf8)
  }
  static func list(_ parts: [[UInt8]]) -> [UInt8] {
    Array("](".utf8) + parts.flatMap { $0 } + Array("e".utf8)
  }
  static func name(_ module: String, _ name: String) -> [UInt8] {
    Array("c\(module)\n\(name)\n".utf8)
  }
  static func call(_ callee: [UInt8], _ arguments: [[UInt8]]) -> [UInt8] {
    callee + tuple(arguments) + Array("R".utf8)
  }
  static func dictionary(_ members: [(String, [UInt8])]) -> [UInt8] {
    Array("}(".utf8) + members.flatMap { text($0.0) + $0.1 } + Array("u".utf8)
  }

  static func storage(_ key: String, count: Int, type: String = "FloatStorage") -> [UInt8] {
    tuple([text("storage"), name("torch", type), text(key), text("cpu"), integer(count)])
      + Array("Q".utf8)
  }

  static func tensor(
    _ key: String, count: Int, offset: Int = 0, _ shape: [Int], _ strides: [Int],
    type: String = "FloatStorage"
  ) -> [UInt8] {
    call(
      name("torch._utils", "_rebuild_tensor_v2"),
      [
        storage(key, count: count, type: type), integer(offset), tuple(shape.map(integer)),
        tuple(strides.map(integer)), [0x89], call(name("collections", "OrderedDict"), []),
      ])
  }

  /// A state dict of small vectors, whose storages have the keys "0", "1" and so on.
  static func vectors(_ names: [String], count: Int = 2, firstKey: Int = 0) -> [UInt8] {
    dictionary(
      names.enumerated().map { ($1, tensor("\($0 + firstKey)", count: count, [count], [1])) })
  }
}

/// Little-endian f32.
func floats(_ values: [Float]) -> [UInt8] { values.flatMap { little($0.bitPattern) } }
