import CHSpace
import Foundation
import Testing

/// The allocation hook: what comes from it goes back to it, and when it fails, a call fails.
struct AllocationTests {
  /// Everything that allocates, with every allocation from the hook.
  private static func useEverything(_ allocator: CountingAllocator, _ way: Way) throws {
    let model = try TestModel(Source(ConvertedModel.shared.bytes, way: way), allocator)
    var settings = SessionSettings(height: 4, width: 4)
    settings.allocator = allocator
    _ = try model.memory(settings)
    let session = try TestSession(model, settings)
    let made = try TestDirection(
      model, normal(32, seed: 1), extents: (32, 1, 1), allocator)
    let opened = try TestDirection(Source(try made.saved(), way: .callback), allocator)
    try session.setSmoothPicture()
    try session.invert(Run(steps: 2))
    let latent = try session.saved()
    try session.edit([(made, 1), (opened, -1)], Run(steps: 2))
    try session.load(Source(latent, way: .callback))
    try session.edit([], Run(steps: 2))
  }

  @Test(arguments: Way.allCases)
  func everythingIsReleased(_ way: Way) throws {
    let allocator = CountingAllocator()
    try AllocationTests.useEverything(allocator, way)
    // Model (scratch, plan, handle), query, session, two directions, a latent code.
    #expect(allocator.calls > 8)
    #expect(allocator.live == 0 && allocator.mistakes == 0)
  }

  @Test(arguments: [Way.path, .memory, .callback], [false, true])
  func everyFailureIsAStatus(_ way: Way, _ forEver: Bool) throws {
    let whole = CountingAllocator()
    try AllocationTests.useEverything(whole, way)
    for n in 0..<whole.calls {
      let allocator = CountingAllocator(failing: n..<(forEver ? .max : n + 1))
      expectFault(HSP_ERROR_MEMORY) { try AllocationTests.useEverything(allocator, way) }
      #expect(allocator.calls == n + 1, "goes on after call \(n)")
      #expect(allocator.live == 0 && allocator.mistakes == 0, "leaks after call \(n)")
    }
  }

  @Test func aFailedCallLeavesItsHandleUsable() throws {
    let model = try TestModel.fixture()
    let allocator = CountingAllocator(failing: 2..<3)
    var settings = SessionSettings()
    settings.allocator = allocator
    // Two plans' tables and the block: the third call is the first of a load.
    let creating = CountingAllocator()
    var counting = settings
    counting.allocator = creating
    var session: TestSession? = try TestSession(model, counting)
    let calls = creating.calls
    session = nil
    _ = session
    let failing = CountingAllocator(failing: calls..<calls + 1)
    settings.allocator = failing
    let other = try TestSession(model, settings)
    try other.setSmoothPicture()
    let before = try other.read()
    let latent = try other.saved()
    expectFault(HSP_ERROR_MEMORY) { try other.load(Source(latent, way: .callback)) }
    #expect(sameBits(try other.read(), before))
    try other.load(Source(latent, way: .callback))
    #expect(sameBits(try other.read(), before))
  }

  /// Calls of the hook and of malloc while a session works, on the calling thread and on those of
  /// its lanes.
  @Test(arguments: [1, 3] as [Int32])
  func nothingIsAllocatedAfterCreation(_ threads: Int32) throws {
    let model = try TestModel.fixture()
    let allocator = CountingAllocator()
    let counter = MallocCalls()
    var settings = SessionSettings(threads: threads, height: 8, width: 8)
    settings.allocator = allocator
    settings.lanes = Lanes { task in counter.watch(task) }
    let session = try TestSession(model, settings)
    let calls = allocator.calls
    let work = try Work(session, TestDirection.random(session, seed: 3))
    // Once unwatched: what Swift's runtime makes at first use comes first.
    #expect(work.run())
    counter.reset()
    var good = false
    counter.watch { good = work.run() }
    #expect(good)
    #expect(allocator.calls == calls, "the session called the hook")
    #expect(counter.calls == 0, "the session called malloc")
  }

  @Test func mallocIsCounted() {
    let counter = MallocCalls()
    counter.watch {
      let memory = UnsafeMutableRawPointer.allocate(byteCount: 100, alignment: 16)
      let objects = [TestPicture(3, 3)]
      unsafe memory.deallocate()
      withExtendedLifetime(objects) {}
    }
    #expect(counter.calls >= 2)
  }
}

/// The calls of a working session with everything of the test's own made beforehand.
@safe
private final class Work {
  private let session: TestSession
  private let direction: TestDirection
  private let x: UnsafeMutableBufferPointer<Float>
  private let eps: UnsafeMutableBufferPointer<Float>
  private let t = UnsafeMutablePointer<Float>.allocate(capacity: 1)
  private let names = unsafe (x: strdup("x")!, t: strdup("t")!, eps: strdup("eps")!)

  init(_ session: TestSession, _ direction: TestDirection) throws {
    self.session = session
    self.direction = direction
    let count = try session.count("x")
    unsafe x = .allocate(capacity: count)
    unsafe eps = .allocate(capacity: count)
    unsafe x.initialize(repeating: 0.5)
    unsafe eps.initialize(repeating: 0)
    unsafe t.initialize(to: 500)
  }

  deinit {
    unsafe x.deallocate()
    unsafe eps.deallocate()
    unsafe t.deallocate()
    unsafe free(names.x)
    unsafe free(names.t)
    unsafe free(names.eps)
  }

  /// Returns whether every call did what it should.
  func run() -> Bool {
    let handle = unsafe session.handle
    var options = unsafe hsp_run_options()
    unsafe hsp_run_options_init(&options)
    unsafe options.steps = 3
    unsafe options.eta = 0.5
    unsafe options.t_boost = 400
    unsafe options.progress = { _, _ in 0 }
    unsafe options.hook = { _, _, _, _ in HSP_HOOK_CHANGE }
    var edit = unsafe hsp_edit(direction: direction.handle, strength: 1)
    var tensors = unsafe (
      hsp_tensor(name: names.x, values: x.baseAddress!, count: x.count, use: HSP_USE_INPUT),
      hsp_tensor(name: names.t, values: t, count: 1, use: HSP_USE_INPUT),
      hsp_tensor(name: names.eps, values: eps.baseAddress!, count: eps.count, use: HSP_USE_OUTPUT)
    )
    var good = unsafe hsp_session_set_values(handle, x.baseAddress!, x.count) == HSP_OK
    good = unsafe hsp_session_invert(handle, &options) == HSP_OK && good
    good = unsafe hsp_session_edit(handle, &edit, 1, &options) == HSP_OK && good
    good = unsafe hsp_session_read(handle, HSP_VALUE_X, x.baseAddress!, x.count) == HSP_OK && good
    return unsafe withUnsafePointer(to: &tensors) { list in
      // A tuple of three is laid out as three in a row.
      unsafe UnsafeRawPointer(list).withMemoryRebound(to: hsp_tensor.self, capacity: 3) {
        unsafe hsp_session_evaluate(handle, $0, 3) == HSP_OK
      }
    } && good
  }
}
