import Testing

@testable import Container

/// Duplicate names are found, however many there are, without quadratic work.
struct DuplicateNameTests {
  static func model(_ names: [String]) -> TestFile {
    TestFile.model(names.map { TestTensor($0, element: 2, extents: [1, 1, 1, 1], bytes: 2) })
  }

  /// Opens a model's tensor table without its payloads.
  static func fault(_ names: [String]) -> ContainerError? {
    do {
      try Way.memory.open(model(names).build()) { _ = try tensors(ContainerFile($0.bytes)) }
      return nil
    } catch { return error as? ContainerError }
  }

  @Test(arguments: [2, 3, 4, 7, 16, 33])
  func findsEveryPair(_ count: Int) {
    let names = (0..<count).map { "tensor\($0 * 7919 % 1000)" }
    #expect(Self.fault(names) == nil)
    let table = Self.model(names).offset("TENS")
    for first in 0..<count {
      for second in (first + 1)..<max(count, first + 1) {
        var names = names
        names[second] = names[first]
        let error = Self.fault(names)
        #expect(error?.reason == .duplicateName)
        #expect(error?.offset == table + 16 + 64 * second)
        #expect(error?.value == Int64(second))
      }
    }
  }

  @Test(.timeLimit(.minutes(1)))
  func takesTheMostDifferentNames() {
    #expect(Self.fault((0..<65536).map { "t\($0 * 40503 % 65536)" }) == nil)
  }

  @Test(.timeLimit(.minutes(1)))
  func refusesTheMostEqualNames() {
    #expect(Self.fault(Array(repeating: "same", count: 65536))?.reason == .duplicateName)
  }

  @Test(.timeLimit(.minutes(1)))
  func findsOnePairAmongMany() {
    var names = (0..<65536).map { "t\($0 * 40503 % 65536)" }
    names[65535] = names[0]
    let error = Self.fault(names)
    #expect(error?.reason == .duplicateName)
    #expect(error?.value == 65535)
  }
}
