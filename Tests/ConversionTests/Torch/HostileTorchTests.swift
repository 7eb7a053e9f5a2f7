import Foundation
import Testing

@testable import Conversion

/// Checkpoints that must be refused: quickly, with a reason, and without an output.
struct HostileTorchTests {
  struct Case: CustomTestStringConvertible {
    let testDescription: String
    let reason: String
    let bytes: [UInt8]

    init(_ name: String, _ reason: String, _ bytes: [UInt8]) {
      (testDescription, self.reason, self.bytes) = (name, reason, bytes)
    }
  }

  private static let vector = PickleBytes.tensor("0", count: 2, [2], [1])
  private static let storages = [("0", floats([1, 2]))]

  private static func pickle(_ value: [UInt8]) -> [UInt8] {
    ZipBytes(pickle: PickleBytes.file(value), storages: storages).bytes
  }

  private static func view(
    count: Int = 2, offset: Int = 0, _ shape: [Int], _ strides: [Int]
  ) -> [UInt8] {
    pickle(
      PickleBytes.dictionary([
        ("a", PickleBytes.tensor("0", count: count, offset: offset, shape, strides))
      ]))
  }

  private static func archive(_ change: (inout ZipBytes) -> Void) -> [UInt8] {
    var archive = ZipBytes(
      pickle: PickleBytes.file(PickleBytes.dictionary([("a", vector)])), storages: storages)
    change(&archive)
    return archive.bytes
  }

  private static func repeated(_ operations: String, _ count: Int) -> [UInt8] {
    Array(String(repeating: operations, count: count).unicodeScalars.map { UInt8($0.value) })
  }

  private static let attack = PickleBytes.call(
    PickleBytes.name("os", "system"), [PickleBytes.text("touch /tmp/attacked")])

  static let cases: [Case] = [
    Case("a call of os.system", "os.system", pickle(attack)),
    Case(
      "one beside the tensors", "os.system",
      pickle(PickleBytes.dictionary([("a", vector), ("b", attack)]))),
    Case("one in a pickle without an archive", "os.system", PickleBytes.file(attack)),
    Case(
      "names on the stack", "posix.system",
      pickle(PickleBytes.text("posix") + PickleBytes.text("system") + [0x93])),
    Case("an old operation that makes objects", "os.system", pickle(Array("(ios\nsystem\n".utf8))),
    Case("eval", "builtins.eval", pickle(PickleBytes.name("builtins", "eval"))),
    Case("a call of a text", "no function", pickle(PickleBytes.call(PickleBytes.text("x"), []))),
    Case(
      "a dictionary that holds itself", "no tensors",
      pickle(Array("}q\0X\u{5}\0\0\0modelh\0s".utf8))),
    Case("a list that holds itself", "no tensors", pickle(Array("]q\0h\0h\0h\0h\0h\0h\0a".utf8))),
    Case(
      "100,000 nested tuples", "no tensors",
      pickle(Array(")".utf8) + [UInt8](repeating: 0x85, count: 100_000))),
    Case("150,001 values", "more than", pickle([UInt8](repeating: 0x4E, count: 150_001))),
    Case("a million marks", "operations", pickle([UInt8](repeating: 0x28, count: 1_000_000))),
    Case(
      "a million copies", "operations", pickle([0x4E] + [UInt8](repeating: 0x32, count: 1_000_000))),
    Case(
      "a list that grows for ever", "operations",
      pickle(
        Array("]q\0".utf8) + [[UInt8]](repeating: Array("h\0a".utf8), count: 400_000).flatMap { $0 }
      )),
    Case(
      "a thousand dictionaries of one long list", "operations",
      pickle(
        repeated("ccollections\nOrderedDict\nq\u{2}NN\u{86}q\u{4}]q\u{1}(", 1)
          + repeated("h\u{4}", 200_000) + Array("e".utf8) + repeated("h\u{2}h\u{1}\u{85}R", 1000))),
    Case(
      "a dictionary that holds itself under every key", "no tensors",
      pickle(
        Array("}q\0(".utf8)
          + repeated("X\u{5}\0\0\0modelh\0X\u{3}\0\0\0emah\0X\u{3}\0\0\0neth\0", 20_000)
          + Array("u".utf8))),
    Case(
      "a module that holds itself many times", "more than",
      pickle(
        repeated("c__torch__\nM\n)\u{81}q\0}(", 1)
          + (0..<20).flatMap { PickleBytes.text("a\($0)") + Array("h\0".utf8) }
          + Array("ub".utf8))),
    Case("a text of 4 GiB", "bytes of text", pickle(Array("X".utf8) + [255, 255, 255, 255])),
    Case("a value that was never stored", "never stored", pickle(Array("h\u{7}".utf8))),
    Case(
      "an end without a value", "missing", ZipBytes(pickle: [0x80, 2, 0x2E], storages: []).bytes),
    Case("a missing storage", "is missing", view([2], [1]).replacing("data/0", with: "data/1")),
    Case("a stride that leaves the storage", "leaves its storage", view([2], [2])),
    Case("an offset that leaves it", "leaves its storage", view(offset: 1, [2], [1])),
    Case("a shape that repeats elements", "leaves its storage", view([2, 1 << 20], [1, 0])),
    Case("strides that overflow", "leaves its storage", view([3, 3], [Int.max, Int.max / 2])),
    Case("nothing, far outside", "leaves its storage", view(offset: 1 << 62, [0], [1])),
    Case("nothing of 2^63 parts", "leaves its storage", view([0, 4, 1 << 61], [0, 1 << 61, 1])),
    Case("2^62 times nothing", "leaves its storage", view([1 << 62, 0], [0, 0])),
    Case("negative strides", "impossible", view(offset: 1, [2], [-1])),
    Case("negative extents", "impossible", view([-2], [1])),
    Case("a storage smaller than it says", "has 8 bytes for 3", view(count: 3, [3], [1])),
    Case(
      "a name above the folder", "no name of data", archive { $0.entries[1].name = "../../m/x" }),
    Case("a name from the root", "no name of data", archive { $0.entries[1].name = "/etc/passwd" }),
    Case("compressed data", "compressed", archive { $0.entries[1].method = 8 }),
    Case("overlapping entries", "another name", archive { $0.entries[1].offset = 0 }),
    Case("an entry twice", "twice", archive { $0.entries.append($0.entries[1]) }),
    Case("a wrong checksum of the pickle", "checksum", archive { $0.entries[0].checksum = 1 }),
    Case("an entry of 4 GiB", "do not lie in the file", archive { $0.entries[1].size = .max - 1 }),
    Case("an archive without a pickle", "no data.pkl", archive { $0.entries.removeFirst() }),
    Case("an empty archive", "no data.pkl", archive { $0.entries = [] }),
    Case(
      "big-endian tensors", "little-endian",
      archive { $0.entries.append(.init(name: "m/byteorder", data: Array("big".utf8))) }),
  ]

  @Test(arguments: cases)
  func isRefused(_ hostile: Case) throws {
    let folder = try TemporaryFolder()
    try folder.write("m.pt", hostile.bytes)
    let clock = ContinuousClock()
    let start = clock.now
    let error = #expect(throws: ConversionError.self) {
      try convert(folder("m.pt"), output: folder("out.hsm"))
    }
    let text = error?.description ?? ""
    #expect(text.contains(hostile.reason), "\(text)")
    #expect(clock.now - start < .seconds(5), "slow even for a debug build")
    #expect(try folder.entries == ["m.pt"])
    #expect(!FileManager.default.fileExists(atPath: "/tmp/attacked"))
  }

  /// A small checkpoint, cut short and with every bit turned over, ends in an error or in what it held.
  @Test func damageIsHarmless() throws {
    let folder = try TemporaryFolder()
    let whole = Self.archive { _ in }
    for length in 0..<whole.count {
      try folder.write("m.pt", Array(whole[..<length]))
      #expect(throws: ConversionError.self, "\(length)") { try Checkpoint(folder("m.pt")) }
    }
    for bit in 0..<8 * whole.count {
      var bytes = whole
      bytes[bit / 8] ^= 1 << (bit % 8)
      try folder.write("m.pt", bytes)
      _ = try? Checkpoint(folder("m.pt"))
    }
  }

  @Test func aWrongChecksumOfWeightsIsFoundBeforeWriting() throws {
    let folder = try TemporaryFolder()
    var bytes = try contents(Fixtures.path("unet_pesser_fp16/model.ckpt"))
    // In the middle of the weights.
    bytes[bytes.count / 2] ^= 1
    try folder.write("m.pt", bytes)
    let error = #expect(throws: ConversionError.self) {
      try convert(folder("m.pt"), output: folder("out.hsm"))
    }
    #expect(error?.problem == "its data does not have its checksum (CRC-32)")
    #expect(try folder.entries == ["m.pt"])
  }
}

extension [UInt8] {
  /// The bytes with one text in the place of another of the same length, wherever it stands.
  func replacing(_ text: String, with other: String) -> [UInt8] {
    precondition(text.utf8.count == other.utf8.count)
    var bytes = self
    let (old, new) = (Array(text.utf8), Array(other.utf8))
    for start in 0...(count - old.count) where bytes[start..<start + old.count].elementsEqual(old) {
      bytes.replaceSubrange(start..<start + old.count, with: new)
    }
    return bytes
  }
}
