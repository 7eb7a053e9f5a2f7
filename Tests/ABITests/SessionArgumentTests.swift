import CHSpace
import Testing

/// Options of a session outside their documented ranges, and sizes that a program can't have.
struct SessionArgumentTests {
  /// Query and creation have to agree.
  private func expectRefused(
    _ status: hsp_status, _ settings: SessionSettings,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> [Fault] {
    let model = try TestModel.fixture()
    let memory = expectFault(status, sourceLocation) { _ = try model.memory(settings) }
    let session = expectFault(status, sourceLocation) { _ = try TestSession(model, settings) }
    return [memory, session].compactMap(\.self)
  }

  @Test func options() throws {
    var settings = SessionSettings()
    for threads in [-1, 257, 1000, .max, .min] as [Int32] {
      settings.threads = threads
      _ = try expectRefused(HSP_ERROR_ARGUMENT, settings)
    }
    settings.threads = 1
    for flags in [2, 4, .max] as [UInt32] {
      settings.flags = flags
      _ = try expectRefused(HSP_ERROR_ARGUMENT, settings)
    }
    settings.flags = 0
    settings.reserved = 1
    _ = try expectRefused(HSP_ERROR_ARGUMENT, settings)
    settings.reserved = 0
    // Six numbers and five pointers are the first version.
    let first = UInt32(24 + 5 * MemoryLayout<Int>.size)
    for size in [0, 4, first - 1] {
      settings.structSize = size
      _ = try expectRefused(HSP_ERROR_ARGUMENT, settings)
    }
  }

  @Test(arguments: ["nonsense", "", "AVX2", "avx", "avx5122", "base "])
  func unknownInstructionSets(_ isa: String) throws {
    var settings = SessionSettings()
    settings.isa = isa
    _ = try expectRefused(HSP_ERROR_UNSUPPORTED, settings)
  }

  @Test func manyThreads() throws {
    for threads in [0, 1, 256] as [Int32] {
      let session = try TestSession(
        TestModel.fixture(), SessionSettings(threads: threads, height: 4, width: 4))
      try session.sample(seed: 1, Run(steps: 2))
    }
  }

  /// The network halves a picture twice.
  @Test(
    arguments: [(17, 16), (16, 17), (18, 16), (16, 2), (1, 1), (3, 3), (15, 15)]
      as [(UInt32, UInt32)])
  func sizesThatDoNotDivide(_ height: UInt32, _ width: UInt32) throws {
    for fault in try expectRefused(HSP_ERROR_FORMAT, SessionSettings(height: height, width: width))
    {
      #expect(!fault.operation.isEmpty && fault.message.contains("2^k"))
    }
  }

  @Test(arguments: [(4, 4), (4, 20), (12, 8), (0, 8), (8, 0)] as [(UInt32, UInt32)])
  func sizesThatDivide(_ height: UInt32, _ width: UInt32) throws {
    let session = try TestSession(
      TestModel.fixture(), SessionSettings(height: height, width: width))
    let (channels, rows, columns) = try session.extents("x")
    #expect(
      channels == 3 && rows == (height == 0 ? 16 : height) && columns == (width == 0 ? 16 : width))
    #expect(try session.extents("h") == (32, rows / 4, columns / 4))
    #expect(try session.extents("t") == (1, 1, 1))
    expectFault(HSP_ERROR_ARGUMENT, recorded: false) { _ = try session.extents("y") }
    expectFault(HSP_ERROR_ARGUMENT, recorded: false) { _ = try session.extents("") }
  }

  /// Refused by arithmetic: the allocator is never asked for what such a picture would need.
  @Test(arguments: [(16384, 16384), (16384, 8192), (16385, 16), (16, .max)] as [(UInt32, UInt32)])
  func hugeSizes(_ height: UInt32, _ width: UInt32) throws {
    let model = try TestModel.fixture()
    let allocator = CountingAllocator()
    var settings = SessionSettings(height: height, width: width)
    settings.allocator = allocator
    let status = max(height, width) > 16384 ? HSP_ERROR_ARGUMENT : HSP_ERROR_FORMAT
    expectFault(status) { _ = try model.memory(settings) }
    expectFault(status) { _ = try TestSession(model, settings) }
    #expect(allocator.largest < 1 << 20 && allocator.live == 0)
  }

  /// A query does not allocate what it speaks of.
  @Test func largeSizesCanBeAskedFor() throws {
    let model = try TestModel.fixture()
    let allocator = CountingAllocator()
    var settings = SessionSettings(height: 512, width: 512)
    settings.allocator = allocator
    #expect(try model.memory(settings).bytes > 10 << 20)
    #expect(allocator.largest < 1 << 20 && allocator.live == 0)
  }

  @Test func allocatorsNeedBothFunctions() throws {
    let model = try TestModel.fixture()
    var table = unsafe CountingAllocator().table
    unsafe table.release = nil
    var options = unsafe hsp_session_options()
    unsafe hsp_session_options_init(&options)
    var session: OpaquePointer?
    unsafe withUnsafePointer(to: &table) { table in
      unsafe options.allocator = unsafe table
      #expect(
        unsafe hsp_session_create(model.handle, &options, nil, 0, &session, nil)
          == HSP_ERROR_ARGUMENT)
    }
    #expect(unsafe session == nil)
  }

  @Test func nothingIsDestroyedQuietly() {
    hsp_session_destroy(nil)
    hsp_model_destroy(nil)
    hsp_direction_destroy(nil)
    hsp_session_cancel(nil)
  }

  @Test func outStructsNeedTheirSize() throws {
    let session = try TestSession(TestModel.fixture(), SessionSettings(height: 4, width: 4))
    var memory = hsp_memory()
    #expect(
      unsafe hsp_session_memory(session.model.handle, nil, &memory, nil) == HSP_ERROR_ARGUMENT)
    var model = hsp_model_info()
    #expect(unsafe hsp_model_describe(session.model.handle, &model) == HSP_ERROR_ARGUMENT)
    var latent = hsp_latent_info()
    #expect(unsafe hsp_session_describe(session.handle, &latent) == HSP_ERROR_ARGUMENT)
    let dh = try TestDirection.random(session)
    var direction = hsp_direction_info()
    #expect(unsafe hsp_direction_describe(dh.handle, &direction) == HSP_ERROR_ARGUMENT)
  }

  /// A record of an older header has no room for this one's.
  @Test func smallerErrorRecordsAreLeftAlone() throws {
    let session = try TestSession(TestModel.fixture(), SessionSettings(height: 4, width: 4))
    expectFault(HSP_ERROR_STATE) { try session.invert() }
    let whole = UInt32(MemoryLayout<hsp_error>.size)
    for (size, isFilled) in [(1, false), (8, false), (whole - 1, false), (whole, true), (0, true)] {
      var error = hsp_error()
      error.struct_size = size
      error.offset = 77
      unsafe hsp_session_last_error(session.handle, &error)
      #expect((error.status == HSP_ERROR_STATE) == isFilled, "\(size)")
      #expect((error.offset == -1) == isFilled && text(of: error.message).isEmpty != isFilled)
      if !isFilled { #expect(error.struct_size == size && error.offset == 77) }
    }
  }

  @Test func failedReadsAreTheLastError() throws {
    let session = try TestSession(TestModel.fixture(), SessionSettings(height: 4, width: 4))
    expectFault(HSP_ERROR_STATE, recorded: false) { _ = try session.read() }
    #expect(session.lastError.status == HSP_ERROR_STATE && !session.lastError.message.isEmpty)
    try session.setNoise(1)
    expectFault(HSP_ERROR_ARGUMENT, recorded: false) {
      _ = try session.read(HSP_VALUE_X, count: 47)
    }
    #expect(session.lastError.status == HSP_ERROR_ARGUMENT)
    #expect(session.lastError.message.contains("47"))
    _ = try session.read()
    #expect(session.lastError.status == HSP_OK)
  }

  @Test func namesAreCut() throws {
    let session = try TestSession(TestModel.fixture(), SessionSettings(height: 4, width: 4))
    let isa = session.isa
    for size in [1, 2, 4] {
      var name = [CChar](repeating: 7, count: 8)
      unsafe hsp_session_isa(session.handle, &name, size)
      #expect(
        String(decoding: name.prefix { $0 != 0 }.map(UInt8.init), as: UTF8.self)
          == isa.prefix(size - 1))
      #expect(name[size] == 7)
    }
    var untouched = [CChar](repeating: 7, count: 2)
    unsafe hsp_session_isa(session.handle, &untouched, 0)
    #expect(untouched == [7, 7])
  }
}
