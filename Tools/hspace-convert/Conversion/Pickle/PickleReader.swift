/// Reads a pickle as data: a small machine that makes nodes and calls nothing.
///
/// It knows the operations that checkpoints consist of and refuses every other, as well as every name that tensors do not
/// need. Values are kept in one list and refer to each other by number, so that neither depth nor cycles matter.
struct PickleReader {
  static let mostNodes = 150_000
  /// Each may take a few bytes of memory; a checkpoint of a thousand tensors has some 50,000.
  static let mostOperations = 750_000
  static let mostText = 8 << 20
  static let mostMoved = 50_000_000

  private(set) var nodes: [PickleNode] = []
  var window: ByteWindow
  private var stack: [Int] = []
  private var marks: [Int] = []
  private var memo: [Int: Int] = [:]
  private var text = 0
  /// Elements of lists and dictionaries that have been moved to let them grow.
  private var moved = 0
  private var operations = 0
  private let start: Int

  /// Reads one pickle from the window's position; its value is `root`.
  init(_ window: ByteWindow) { (self.window, start) = (window, window.position) }

  /// Reads up to and with the pickle's end; returns its value's number.
  mutating func read() throws(ConversionError) -> Int {
    while true {
      try spend(1)
      let operation = try window.byte()
      if operation == UInt8(ascii: ".") { return try pop() }
      try perform(operation)
    }
  }

  private mutating func spend(_ count: Int) throws(ConversionError) {
    operations += count
    guard operations <= Self.mostOperations else {
      throw error("more than \(Self.mostOperations) operations")
    }
  }

  func error(_ problem: String) -> ConversionError {
    ConversionError(
      window.file.path, "byte \(window.position - 1) (pickle)", problem,
      remedy: "save only tensors, with torch.save(model.state_dict(), FILE) or as safetensors")
  }

  // MARK: the stack

  mutating func push(_ node: PickleNode) throws(ConversionError) {
    guard nodes.count < Self.mostNodes else { throw error("more than \(Self.mostNodes) values") }
    nodes.append(node)
    stack.append(nodes.count - 1)
  }

  mutating func pop() throws(ConversionError) -> Int {
    guard stack.count > (marks.last ?? 0), let value = stack.popLast() else {
      throw error("a value is missing")
    }
    return value
  }

  private mutating func pop(_ count: Int) throws(ConversionError) -> [Int] {
    guard stack.count - count >= marks.last ?? 0 else { throw error("a value is missing") }
    defer { stack.removeLast(count) }
    return Array(stack.suffix(count))
  }

  /// Everything down to the last mark.
  private mutating func popMark() throws(ConversionError) -> [Int] {
    guard let mark = marks.popLast() else { throw error("a mark is missing") }
    defer { stack.removeLast(stack.count - mark) }
    return Array(stack[mark...])
  }

  private func top() throws(ConversionError) -> Int {
    guard stack.count > (marks.last ?? 0), let value = stack.last else {
      throw error("a value is missing")
    }
    return value
  }

  private mutating func remember(_ key: UInt64) throws(ConversionError) {
    memo[Int(key)] = try top()
  }

  private mutating func recall(_ key: UInt64) throws(ConversionError) {
    guard let value = memo[Int(key)] else { throw error("value \(key) was never stored") }
    stack.append(value)
  }

  // MARK: operations

  private mutating func perform(_ operation: UInt8) throws(ConversionError) {
    switch Unicode.Scalar(operation) {
    case "\u{80}":
      let version = try window.byte()
      guard (2...5).contains(version) else { throw error("protocol \(version)") }
    case "\u{95}": _ = try window.integer(8)
    case "(": marks.append(stack.count)
    case "N": try push(.none)
    case "\u{88}": try push(.flag(true))
    case "\u{89}": try push(.flag(false))
    case "0": _ = try pop()
    case "1": _ = try popMark()
    case "2": stack.append(try top())
    case "q": try remember(try window.integer(1))
    case "r": try remember(try window.integer(4))
    case "\u{94}": try remember(UInt64(memo.count))
    case "h": try recall(try window.integer(1))
    case "j": try recall(try window.integer(4))
    case ")": try push(.tuple([]))
    case "]": try push(.list([]))
    case "}", "\u{8f}": try push(.dictionary([]))
    case "\u{85}": try push(.tuple(try pop(1)))
    case "\u{86}": try push(.tuple(try pop(2)))
    case "\u{87}": try push(.tuple(try pop(3)))
    case "t": try push(.tuple(try popMark()))
    case "l": try push(.list(try popMark()))
    case "a", "e", "\u{90}", "s", "u", "d", "b", "c", "\u{93}", "Q", "R", "\u{81}":
      try performObject(operation)
    default: try performLiteral(operation)
    }
  }

  private mutating func performObject(_ operation: UInt8) throws(ConversionError) {
    switch Unicode.Scalar(operation) {
    case "a":
      let value = try pop()
      try append([value], to: try top())
    case "e", "\u{90}":
      let values = try popMark()
      try append(values, to: try top())
    case "s":
      let pair = try pop(2)
      try set(pair, of: try top())
    case "u":
      let pairs = try popMark()
      try set(pairs, of: try top())
    case "d":
      let pairs = try popMark()
      try push(.dictionary([]))
      try set(pairs, of: try top())
    case "b":
      let state = try pop()
      try build(try top(), state)
    case "c":
      let module = try line()
      try name(module, try line())
    case "\u{93}":
      let parts = try pop(2)
      guard case .string(let module) = nodes[parts[0]], case .string(let name) = nodes[parts[1]]
      else { throw error("a name that is not text") }
      try self.name(module, name)
    case "Q": try push(try storage(try pop()))
    default:
      // Calls and constructions alike: the callee, then its arguments in a tuple.
      let parts = try pop(2)
      try push(try make(parts[0], parts[1]))
    }
  }

  private mutating func performLiteral(_ operation: UInt8) throws(ConversionError) {
    switch Unicode.Scalar(operation) {
    case "K": try push(.integer(Int(try window.integer(1))))
    case "M": try push(.integer(Int(try window.integer(2))))
    case "J": try push(.integer(Int(Int32(truncatingIfNeeded: try window.integer(4)))))
    case "\u{8a}": try push(.integer(try long(Int(try window.integer(1)))))
    case "G": try push(.real(Double(bitPattern: try window.integer(8).byteSwapped)))
    case "X", "T", "B": try push(.string(try string(try window.integer(4))))
    case "\u{8c}", "U", "C": try push(.string(try string(try window.integer(1))))
    case "\u{8d}", "\u{8e}": try push(.string(try string(try window.integer(8))))
    case "i":
      let module = try line()
      try name(module, try line())
      throw error("an operation of old pickles that makes objects")
    default:
      throw error(
        "operation 0x\(String(operation, radix: 16)) is none that tensors are described with")
    }
  }

  /// A number of any length; one that does not fit is of no use to a tensor.
  private mutating func long(_ count: Int) throws(ConversionError) -> Int {
    let bytes = try window.bytes(count)
    guard count <= 8 else { return .min }
    var value: UInt64 = bytes.last ?? 0 >= 0x80 ? ~0 : 0
    for byte in bytes.reversed() { value = value << 8 | UInt64(byte) }
    return Int(bitPattern: UInt(value))
  }

  private mutating func string(_ count: UInt64) throws(ConversionError) -> String {
    guard count <= UInt64(Self.mostText - text) else {
      throw error("more than \(Self.mostText) bytes of text")
    }
    text += Int(count)
    return String(decoding: try window.bytes(Int(count)), as: UTF8.self)
  }

  /// Text up to the end of the line.
  private mutating func line() throws(ConversionError) -> String {
    var bytes: [UInt8] = []
    while true {
      let byte = try window.byte()
      if byte == 0x0A { return String(decoding: bytes, as: UTF8.self) }
      bytes.append(byte)
      guard bytes.count <= 1024 else { throw error("a name longer than 1024 bytes") }
    }
  }
}

extension PickleReader {
  // MARK: what operations do to nodes

  private mutating func name(_ module: String, _ name: String) throws(ConversionError) {
    guard let global = PickleGlobal(module, name) else {
      throw error("it names \(module).\(name), which no tensor needs; code of a file is never run")
    }
    try push(.global(global))
  }

  /// Bounds the work on a list that grows by one element at a time; checkpoints grow theirs by a thousand.
  private mutating func move(_ count: Int) throws(ConversionError) {
    moved += count
    guard moved <= Self.mostMoved else {
      throw error("more operations on one list than a checkpoint has")
    }
  }

  private mutating func append(_ values: [Int], to target: Int) throws(ConversionError) {
    switch nodes[target] {
    case .list(var elements):
      try move(elements.count)
      nodes[target] = .none
      elements += values
      nodes[target] = .list(elements)
    case .dictionary, .opaque: break
    default: throw error("a value is appended to something that is no list")
    }
  }

  private mutating func set(_ parts: [Int], of target: Int) throws(ConversionError) {
    guard parts.count % 2 == 0 else { throw error("a key without a value") }
    switch nodes[target] {
    case .dictionary(var pairs):
      try move(pairs.count)
      nodes[target] = .none
      for at in stride(from: 0, to: parts.count, by: 2) {
        pairs.append(PickleNode.Pair(key: parts[at], value: parts[at + 1]))
      }
      nodes[target] = .dictionary(pairs)
    case .opaque: break
    default: throw error("a key is set in something that is no dictionary")
    }
  }

  /// The attributes of an object; only those of modules matter.
  private mutating func build(_ target: Int, _ state: Int) throws(ConversionError) {
    guard case .module = nodes[target], case .dictionary(let pairs) = nodes[state] else { return }
    nodes[target] = .module(pairs)
  }

  private mutating func make(_ callee: Int, _ arguments: Int) throws(ConversionError) -> PickleNode
  {
    guard case .global(let global) = nodes[callee], case .tuple(let parts) = nodes[arguments] else {
      // What something passed over would make is passed over as well.
      if case .opaque = nodes[callee] { return .opaque }
      throw error("something is called that is no function of a checkpoint")
    }
    switch global {
    case .orderedDictionary: return try dictionary(parts)
    case .rebuildTensor: return try tensor(parts)
    case .rebuildParameter:
      guard let first = parts.first, case .tensor = nodes[first] else {
        throw error("a parameter without a tensor")
      }
      return nodes[first]
    case .collection: return try collection(parts)
    case .module: return .module([])
    case .inert: return .opaque
    case .storage: throw error("a storage that is called")
    }
  }

  /// A list in another guise: a copy, as soon as either grows.
  private mutating func collection(_ parts: [Int]) throws(ConversionError) -> PickleNode {
    guard let first = parts.first else { return .tuple([]) }
    switch nodes[first] {
    case .list(let elements), .tuple(let elements): try spend(elements.count)
    case .dictionary(let pairs), .module(let pairs): try spend(pairs.count)
    default: break
    }
    return nodes[first]
  }

  private mutating func dictionary(_ parts: [Int]) throws(ConversionError) -> PickleNode {
    guard let first = parts.first else { return .dictionary([]) }
    guard case .list(let elements) = nodes[first] else { throw error("a dictionary of no list") }
    // One list may become many dictionaries.
    try spend(elements.count)
    var pairs: [PickleNode.Pair] = []
    for element in elements {
      let pair: [Int]
      switch nodes[element] {
      case .tuple(let parts), .list(let parts): pair = parts
      default: pair = []
      }
      guard pair.count == 2 else { throw error("a key without a value") }
      pairs.append(PickleNode.Pair(key: pair[0], value: pair[1]))
    }
    return .dictionary(pairs)
  }

  /// ('storage', type, key, place, number of elements).
  private func storage(_ reference: Int) throws(ConversionError) -> PickleNode {
    guard case .tuple(let parts) = nodes[reference], parts.count >= 5,
      case .string("storage") = nodes[parts[0]],
      case .global(.storage(let element)) = nodes[parts[1]],
      case .string(let key) = nodes[parts[2]], case .integer(let count) = nodes[parts[4]],
      count >= 0, count <= Int.max / 8
    else { throw error("a reference to something that is no storage") }
    return .storage(TorchStorage(element: element, key: key, count: count))
  }

  /// (storage, offset, shape, strides, ...), all of it inside the storage.
  private func tensor(_ parts: [Int]) throws(ConversionError) -> PickleNode {
    guard parts.count >= 4, case .storage(let storage) = nodes[parts[0]],
      case .integer(let offset) = nodes[parts[1]], let shape = integers(parts[2]),
      let strides = integers(parts[3]), offset >= 0, shape.count == strides.count,
      shape.count <= 8, shape.allSatisfy({ $0 >= 0 }), strides.allSatisfy({ $0 >= 0 })
    else { throw error("a tensor whose storage, shape or strides are impossible") }
    guard Self.fits(storage.count, offset, shape, strides) else {
      throw error(
        "a tensor of shape \(shape) with strides \(strides) at \(offset) leaves its storage of "
          + "\(storage.count) elements")
    }
    return .tensor(TorchView(storage: storage, offset: offset, shape: shape, strides: strides))
  }

  private func integers(_ node: Int) -> [Int]? {
    let parts: [Int]
    switch nodes[node] {
    case .tuple(let elements), .list(let elements): parts = elements
    default: return nil
    }
    var integers: [Int] = []
    for part in parts {
      guard case .integer(let integer) = nodes[part] else { return nil }
      integers.append(integer)
    }
    return integers
  }

  private static func fits(_ count: Int, _ offset: Int, _ shape: [Int], _ strides: [Int]) -> Bool {
    // An extent of 0 counts as 1: shapes without elements are multiplied out, too.
    var (elements, last) = (1, offset)
    for (extent, stride) in zip(shape, strides) {
      let (product, overflows) = elements.multipliedReportingOverflow(by: max(1, extent))
      let (reach, reachOverflows) = max(0, extent - 1).multipliedReportingOverflow(by: stride)
      let (sum, sumOverflows) = last.addingReportingOverflow(reach)
      if overflows || reachOverflows || sumOverflows { return false }
      (elements, last) = (product, sum)
    }
    // No more elements than the storage has: repeated ones would be a bomb.
    if shape.contains(0) { return offset <= count && elements <= Int(Int32.max) }
    return last < count && elements <= count
  }
}
