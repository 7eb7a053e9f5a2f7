import Foundation
import Testing

@testable import Conversion

struct CheckpointTests {
  private let a = TestTensor("a", [1], [1])
  private let b = TestTensor("b", [1], [2])

  private func open(
    _ map: String, _ shards: [String: [TestTensor]]
  ) throws -> Checkpoint {
    let folder = try TemporaryFolder()
    try folder.write("index.json", "{\"metadata\":{\"total_size\":8},\"weight_map\":\(map)}")
    for (name, tensors) in shards { try folder.write(name, TestTensor.file(tensors)) }
    return try Checkpoint(folder("index.json"))
  }

  @Test func joinsShards() throws {
    let checkpoint = try open("{\"a\":\"1\",\"b\":\"2\"}", ["1": [a], "2": [b]])
    #expect(checkpoint.tensors.keys.sorted() == ["a", "b"])
    #expect(checkpoint.files.count == 3)
  }

  @Test func refusesShardsThatDoNotMatch() throws {
    let cases: [(String, [String: [TestTensor]])] = [
      ("{\"a\":\"1\",\"b\":\"1\"}", ["1": [a]]),  // missing
      ("{\"a\":\"1\"}", ["1": [a, b]]),  // surplus
      ("{\"a\":\"1\",\"b\":\"2\"}", ["1": [b], "2": [a]]),  // exchanged
      ("{\"a\":\"1\",\"b\":\"2\"}", ["1": [a], "2": [a, b]]),  // twice
      ("{\"a\":\"1\",\"b\":\"2\"}", ["1": [a]]),  // no such file
      ("{\"a\":1}", ["1": [a]]), ("[]", [:]),
      ("{\"a\":\"1\",\"a\":\"1\"}", ["1": [a]]),
    ]
    for (map, shards) in cases {
      #expect(throws: ConversionError.self, "\(map)") { try open(map, shards) }
    }
  }

  @Test(arguments: ["../1", "/etc/passwd", "x/1", "x\\\\1", "..", ".", "", "1\\u0000"])
  func refusesNamesThatLeadElsewhere(_ name: String) throws {
    let error = #expect(throws: ConversionError.self) {
      try open("{\"a\":\"\(name)\"}", ["1": [a]])
    }
    #expect(error?.place == "tensor a" && error?.problem.contains("not the name of a file") == true)
  }

  @Test func refusesWhatIsNoFile() throws {
    let folder = try TemporaryFolder()
    #expect(throws: ConversionError.self) { try SourceFile(folder.path) }
    #expect(throws: ConversionError.self) { try SourceFile(folder("nothing")) }
    #expect(unsafe mkfifo(folder("pipe"), 0o600) == 0)
    #expect(throws: ConversionError.self) { try SourceFile(folder("pipe")) }
  }
}
