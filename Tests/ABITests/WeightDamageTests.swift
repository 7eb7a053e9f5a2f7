import CHSpace
import Foundation
import Testing

/// Files that are damaged, change or shrink under a session that reads from them.
struct WeightDamageTests {
  private static let large = 16385..<Int.max
  private static let small = 1..<16385
  private let file = ConvertedModel.shared.bytes

  /// A file with one bit of a tensor flipped, as a bad disk leaves it.
  private func damaged(_ sizes: Range<Int>) throws -> (Weights, String) {
    let tensor = try Weights.tensor(of: file, sizes)
    let weights = try Weights(file)
    try weights.damage(at: tensor.offset + 3)
    return (weights, tensor.name)
  }

  @Test(arguments: [0, 1, 2] as [Int32])
  func firstPassFindsDamage(_ threads: Int32) throws {
    let (weights, name) = try damaged(WeightDamageTests.large)
    let session = try TestSession(weights.open(), .streamed(threads: threads))
    try session.setNoise(1)
    for _ in 0..<2 {
      let fault = expectFault(HSP_ERROR_CHECKSUM) { try session.edit([], Run()) }
      #expect(fault?.operation == name && fault?.offset ?? -1 > 0)
    }
  }

  @Test func creationFindsDamageOfWhatStays() throws {
    let (weights, name) = try damaged(WeightDamageTests.small)
    let model = try weights.open()
    for place in [HSP_WEIGHTS_STREAMED, HSP_WEIGHTS_MEMORY] {
      let settings = SessionSettings.streamed(threads: 2).with { $0.weights = place.rawValue }
      let fault = expectFault(HSP_ERROR_CHECKSUM) { _ = try TestSession(model, settings) }
      #expect(fault?.operation == name)
    }
    let (other, _) = try damaged(WeightDamageTests.large)
    let opened = try other.open()
    let settings = SessionSettings.streamed().with { $0.weights = HSP_WEIGHTS_MEMORY.rawValue }
    expectFault(HSP_ERROR_CHECKSUM) { _ = try TestSession(opened, settings) }
  }

  /// Cut inside the weights, and to nothing: the session touches no page of the map.
  @Test(arguments: [0, 1, 2] as [Int32], [false, true])
  func shrinks(_ threads: Int32, _ toNothing: Bool) throws {
    let weights = try Weights(file)
    let session = try TestSession(weights.open(), .streamed(threads: threads))
    try session.sample(seed: 1, Run(steps: 2))
    let expected = try session.read()
    let tensor = try Weights.tensor(of: file, WeightDamageTests.large)
    try weights.truncate(to: toNothing ? 0 : tensor.offset + 5000)
    try session.setNoise(1)
    let fault = expectFault(HSP_ERROR_IO) { try session.edit([], Run(steps: 2)) }
    #expect(fault?.message.contains("shorter") == true && fault?.operation.isEmpty == false)
    _ = try session.extents("h")
    // The file comes back in place: the run goes on to the same bits.
    let whole = try FileHandle(forWritingTo: URL(filePath: weights.path))
    try whole.write(contentsOf: file)
    try whole.close()
    try session.resume([], Run(steps: 2))
    #expect(sameBits(try session.read(), expected))
  }

  /// A file that changes after it was checked is checked again.
  @Test(arguments: [0, 2] as [Int32])
  func changes(_ threads: Int32) throws {
    let weights = try Weights(file)
    let session = try TestSession(weights.open(), .streamed(threads: threads))
    try session.sample(seed: 1, Run(steps: 2))
    let tensor = try Weights.tensor(of: file, WeightDamageTests.large)
    try weights.damage(at: tensor.offset + 3)
    try session.setNoise(1)
    let fault = expectFault(HSP_ERROR_CHECKSUM) { try session.edit([], Run(steps: 2)) }
    #expect(fault?.operation == tensor.name)
    try weights.damage(at: tensor.offset + 3)
    try session.resume([], Run(steps: 2))
  }

  /// Replaced by renaming: open sessions keep the file that they have.
  @Test(arguments: Weights.places)
  func replacedByRenaming(_ place: UInt32) throws {
    let weights = try Weights(file)
    let settings = SessionSettings.streamed().with { $0.weights = place }
    let session = try TestSession(weights.open(), settings)
    try session.sample(seed: 1, Run(steps: 2))
    let expected = try session.read()
    try weights.folder.write("other.hsm", [1, 2, 3])
    #expect(unsafe rename(weights.folder("other.hsm"), weights.path) == 0)
    try session.sample(seed: 1, Run(steps: 2))
    #expect(sameBits(try session.read(), expected))
  }

  @Test(arguments: [0, 1, 3] as [Int32])
  func cancelledAndResumedWhileStreaming(_ threads: Int32) throws {
    let model = try TestModel.fixture()
    let whole = try TestSession(model, .streamed(threads: threads))
    try whole.setNoise(1)
    try whole.edit([], Run(steps: 6))
    let session = try TestSession(model, .streamed(threads: threads))
    try session.setNoise(1)
    var done = false
    for attempt in 0..<40 where !done {
      let thread = BackgroundThread {
        Thread.sleep(forTimeInterval: 0.0007 * Double(attempt + 1))
        session.cancel()
      }
      defer { thread.join() }
      do {
        if attempt == 0 { try session.edit([], Run(steps: 6)) } else { try session.resume() }
        done = true
      } catch {
        guard error.status == HSP_ERROR_CANCELLED else { throw error }
      }
    }
    if !done { try session.resume() }
    #expect(sameBits(try session.read(), try whole.read()))
  }
}
