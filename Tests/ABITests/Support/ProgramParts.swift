/// A `PROG` section taken apart; words as FORMAT.md lists them.
struct ProgramParts {
  var header: [UInt32]
  var inputs: [[UInt32]]
  var operations: [Operation]
  var named: [[UInt32]]
  var blob: [UInt8]

  /// An operation's sixteen words.
  struct Operation {
    var words: [UInt32]

    var kind: UInt32 {
      get { words[0] }
      set { words[0] = newValue }
    }
    /// An input's value, -1 for none.
    func input(_ slot: Int) -> Int32 { Int32(bitPattern: words[1 + slot]) }
    mutating func setInput(_ slot: Int, _ value: Int32) {
      words[1 + slot] = UInt32(bitPattern: value)
    }
    mutating func setTensor(_ slot: Int, _ tensor: Int32) {
      words[4 + slot] = UInt32(bitPattern: tensor)
    }
    func tensor(_ slot: Int) -> Int32 { Int32(bitPattern: words[4 + slot]) }
    mutating func setParameter(_ slot: Int, _ value: UInt32) { words[6 + slot] = value }
    mutating func setParameter(_ slot: Int, _ value: Float) { words[6 + slot] = value.bitPattern }
  }

  init(_ section: [UInt8]) {
    func words(_ offset: Int, _ count: Int) -> [UInt32] {
      (0..<count).map { section.word(offset + 4 * $0) }
    }
    header = words(0, 8)
    let (inputCount, operationCount, namedCount) = (Int(header[0]), Int(header[1]), Int(header[2]))
    var at = 32
    inputs = (0..<inputCount).map { words(at + 32 * $0, 8) }
    at += 32 * inputCount
    operations = (0..<operationCount).map { Operation(words: words(at + 64 * $0, 16)) }
    at += 64 * operationCount
    named = (0..<namedCount).map { words(at + 16 * $0, 4) }
    at += 16 * namedCount
    blob = Array(section[at...])
  }

  /// The section, with the counts made anew.
  var section: [UInt8] {
    var counted = header
    counted[0] = UInt32(inputs.count)
    counted[1] = UInt32(operations.count)
    counted[2] = UInt32(named.count)
    counted[3] = UInt32(blob.count)
    var bytes: [UInt8] = []
    bytes.append(words: counted + inputs.joined() + operations.flatMap(\.words) + named.joined())
    return bytes + blob
  }

  /// The first operation of a kind.
  func first(_ kind: UInt32, after start: Int = -1) -> Int {
    operations.indices.first { $0 > start && operations[$0].kind == kind }!
  }

  /// The text that a record's first two words name.
  func text(_ record: [UInt32]) -> String {
    String(decoding: blob[Int(record[0])..<Int(record[0] + record[1])], as: UTF8.self)
  }

  func name(ofOperation index: Int) -> String { text(Array(operations[index].words[14...15])) }

  /// Where a named value stands in the list.
  func named(_ name: String) -> Int { named.firstIndex { text($0) == name }! }

  /// Adds a string and returns its record.
  mutating func add(_ name: String) -> [UInt32] {
    defer { blob += Array(name.utf8) }
    return [UInt32(blob.count), UInt32(name.utf8.count)]
  }
}

extension FileParts {
  /// The model with its program changed.
  func changing(_ change: (inout ProgramParts) -> Void) -> FileParts {
    var program = ProgramParts(self["PROG"])
    change(&program)
    var file = self
    file["PROG"] = program.section
    return file
  }

  /// The model with a tensor's record changed and its checksum made anew; words as FORMAT.md lists
  /// them.
  func changingTensor(_ index: Int, _ change: (inout [UInt32]) -> Void) -> FileParts {
    var table = self["TENS"]
    let at = 16 + 64 * index
    var words = (0..<16).map { table.word(at + 4 * $0) }
    change(&words)
    var record: [UInt8] = []
    record.append(words: Array(words[0..<12]))
    let blob = 16 + 64 * Int(table.word(0))
    let name = table[blob + Int(words[0])..<blob + Int(words[0] + words[1])]
    let payload = self["WGHT"].dropFirst(Int(words[8])).prefix(Int(words[10]))
    words[12] = checksum(record + name + payload)
    for (index, word) in words.enumerated() { table.put(word, at: at + 4 * index) }
    var file = self
    file["TENS"] = table
    return file
  }
}
