import CHSpace
import Foundation
import Testing

/// A session in memory of the caller's: exactly what was asked for, and not a byte more.
struct CallerMemoryTests {
  static let settings: [SessionSettings] = [
    SessionSettings(), SessionSettings(threads: 2), SessionSettings(threads: 3),
    SessionSettings(flags: UInt32(HSP_SESSION_PLAIN)),
    SessionSettings(threads: 3, height: 16, width: 32, flags: UInt32(HSP_SESSION_PLAIN)),
    SessionSettings(height: 32, width: 32), SessionSettings(threads: 2, height: 24, width: 16),
    SessionSettings(height: 4, width: 8),
  ]

  /// Inverts and edits at full tilt: callbacks, noise, an edit where the session allows it.
  private func work(_ session: TestSession, plain: Bool) throws -> [Float] {
    try session.setSmoothPicture()
    var run = Run(steps: 2)
    run.seed = 3
    run.eta = 1
    run.progress = { _ in 0 }
    run.hook = { _, _ in 0 }
    try session.invert(run)
    let dh = try TestDirection.random(session)
    try session.edit(plain ? [] : [(dh, 1 as Float)], run)
    _ = try session.saved()
    return try session.read()
  }

  @Test(arguments: settings.indices)
  func usesExactlyWhatItAskedFor(_ index: Int) throws {
    let settings = CallerMemoryTests.settings[index]
    let model = try TestModel.fixture()
    let needed = try model.memory(settings)
    let parts =
      needed.tables_bytes + needed.scratch_bytes + needed.values_bytes + needed.state_bytes
      + needed.held_bytes
    #expect(needed.alignment == 64 && parts == needed.bytes)
    #expect(needed.weight_bytes == model.info.weight_bytes)
    #expect(needed.steps > 10 && needed.multiply_adds > 10_000)

    let plain = settings.flags != 0
    let expected = try work(TestSession(model, settings), plain: plain)
    // The last byte written may happen to be the paint: with two paints it can't be both.
    var touched = 0
    for paint in [0xA5, 0x3C] as [UInt8] {
      let memory = Memory(Int(needed.bytes), paint: paint)
      let session = try TestSession(model, settings, memory: memory)
      let values = try work(session, plain: plain)
      #expect(sameBits(values, expected))
      touched = max(touched, memory.touched)
    }
    #expect(touched == Int(needed.bytes))
  }

  @Test(arguments: settings.indices)
  func refusesOneByteLess(_ index: Int) throws {
    let settings = CallerMemoryTests.settings[index]
    let model = try TestModel.fixture()
    let needed = Int(try model.memory(settings).bytes)
    for size in [needed - 1, needed / 2, 64, 1, 0] {
      let memory = Memory(needed)
      let fault = expectFault(HSP_ERROR_MEMORY) {
        _ = try TestSession(model, settings, memory: memory, size: size)
      }
      #expect(fault?.message.contains("\(needed)") == true)
      #expect(memory.touched == 0)
    }
  }

  @Test func refusesMisalignedMemory() throws {
    let model = try TestModel.fixture()
    let needed = Int(try model.memory().bytes)
    for shift in [1, 8, 32, 63] {
      expectFault(HSP_ERROR_ARGUMENT) {
        _ = try TestSession(model, memory: Memory(needed + 64, shift: shift), size: needed)
      }
    }
  }

  @Test func refusesASizeWithoutMemory() throws {
    let model = try TestModel.fixture()
    let needed = Int(try model.memory().bytes)
    expectFault(HSP_ERROR_ARGUMENT) { _ = try TestSession(model, size: needed) }
  }

  @Test func moreIsAsGood() throws {
    let model = try TestModel.fixture()
    let needed = Int(try model.memory().bytes)
    let memory = Memory(needed + 4096)
    let session = try TestSession(model, memory: memory)
    _ = try work(session, plain: false)
    #expect(memory.touched <= needed)
  }

  @Test func theHandleStaysInTheMemory() throws {
    let model = try TestModel.fixture()
    let allocator = CountingAllocator()
    var settings = SessionSettings()
    settings.allocator = allocator
    let memory = Memory(Int(try model.memory(settings).bytes))
    let session = try TestSession(model, settings, memory: memory)
    // Planning took memory for a while; none of it is kept.
    #expect(allocator.live == 0)
    try session.setNoise(1)
  }

  @Test func plainTakesLess() throws {
    let model = try TestModel.fixture()
    let whole = try model.memory(SessionSettings(height: 32, width: 32))
    let plain = try model.memory(
      SessionSettings(height: 32, width: 32, flags: UInt32(HSP_SESSION_PLAIN)))
    #expect(plain.bytes < whole.bytes)
  }
}
