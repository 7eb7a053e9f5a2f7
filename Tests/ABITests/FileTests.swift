import CHSpace
import Foundation
import Testing

/// Files that are not what they should be, however they reach the library.
struct FileTests {
  private static let bytes = ConvertedModel.shared.bytes

  private func open(_ source: Source) throws {
    let allocator = CountingAllocator()
    defer { #expect(allocator.live == 0 && allocator.mistakes == 0) }
    _ = try TestModel(source, allocator)
  }

  @Test(arguments: Way.allCases)
  func empty(_ way: Way) {
    expectFault(HSP_ERROR_FORMAT) { try open(Source([], way: way)) }
  }

  @Test(arguments: Way.allCases)
  func truncated(_ way: Way) {
    let whole = FileTests.bytes
    for length in [1, 7, 8, 63, 64, 65, 200, 5000, whole.count / 2, whole.count - 1] {
      expectFault(HSP_ERROR_FORMAT) { try open(Source(Array(whole.prefix(length)), way: way)) }
    }
    expectFault(HSP_ERROR_FORMAT) { try open(Source(whole + [0], way: way)) }
  }

  @Test(arguments: Way.allCases)
  func otherFiles(_ way: Way) {
    let text = Array(
      "this is not a model, but it is long enough to hold the header of one, and more".utf8)
    let fault = expectFault(HSP_ERROR_FORMAT) { try open(Source(text, way: way)) }
    #expect(fault?.offset == 0)
    var version = FileTests.bytes
    version.put(2, at: 8)
    expectFault(HSP_ERROR_VERSION) { try open(Source(version, way: way)) }
  }

  /// Everything but the weights is checked when opening, and errors say where.
  @Test func flippedBits() {
    let parts = FileParts.model
    let weights = parts.offset("WGHT")
    for bit in stride(from: 64 * 8 + 3, to: weights * 8, by: 8 * 211 + 5) {
      var flipped = FileTests.bytes
      flipped[bit / 8] ^= 1 << (bit % 8)
      #expect(throws: Fault.self, "bit \(bit)") { try open(Source(flipped)) }
    }
    for kind in ["META", "SCHD", "PROG", "TENS"] {
      var flipped = FileTests.bytes
      flipped[parts.offset(kind) + parts[kind].count / 2] ^= 16
      let fault = expectFault(HSP_ERROR_CHECKSUM) { try open(Source(flipped)) }
      #expect(fault?.operation == kind && fault?.offset == Int64(parts.offset(kind)))
    }
    var header = FileTests.bytes
    header[40] ^= 1
    expectFault(HSP_ERROR_CHECKSUM) { try open(Source(header)) }
  }

  /// With a checksum that is right.
  @Test func metadataThatLies() {
    let garbage: [[UInt8]] = [
      [UInt8](repeating: 0xFF, count: 40), [UInt8](repeating: 0, count: 15),
      FileParts.model["META"].dropLast(),
    ]
    for bytes in garbage {
      var parts = FileParts.model
      parts["META"] = bytes
      let fault = expectFault(HSP_ERROR_FORMAT) { try open(Source(parts.bytes)) }
      #expect(fault?.operation == "META")
    }
  }

  @Test(arguments: Way.allCases)
  func flippedWeights(_ way: Way) throws {
    let parts = FileParts.model
    let index = 5
    let record = 16 + 64 * index
    let table = parts["TENS"]
    let name = 16 + 64 * Int(table.word(0)) + Int(table.word(record))
    let named = String(
      decoding: table[name..<name + Int(table.word(record + 4))], as: UTF8.self)
    var flipped = FileTests.bytes
    flipped[parts.offset("WGHT") + Int(table.word(record + 32)) + 2] ^= 4
    // Opening takes it: kernels stay within memory for any payload.
    let model = try TestModel(Source(flipped, way: way))
    let fault = expectFault(HSP_ERROR_CHECKSUM) { try model.verify() }
    #expect(fault?.operation == named)
    var source = Source(flipped, way: way)
    source.flags = HSP_SOURCE_VERIFY
    let opening = expectFault(HSP_ERROR_CHECKSUM) { try open(source) }
    #expect(opening?.operation == named)
    expectFault(HSP_ERROR_CHECKSUM) { _ = try inspect(source) }
    try TestModel(Source(FileTests.bytes, way: way)).verify()
  }

  @Test func whatIsNoFile() throws {
    let folder = try TemporaryFolder()
    try folder.write("m.hsm", FileTests.bytes)
    let paths = [
      folder.path, folder("missing.hsm"), folder("no/such.hsm"), folder("m.hsm/m.hsm"), "/dev/zero",
      "/dev/null", String(repeating: "x", count: 5000),
    ]
    for path in paths {
      let fault = expectFault(HSP_ERROR_IO) { try open(Source(path: path)) }
      #expect(fault?.offset == -1 && fault?.message.contains(":") == true)
    }
    #expect(mkfifo(at: folder("fifo")))
    expectFault(HSP_ERROR_IO) { try open(Source(path: folder("fifo"))) }
  }

  private func mkfifo(at path: String) -> Bool {
    // The string is passed as a C string for the call.
    unsafe Foundation.mkfifo(path, 0o600) == 0
  }

  @Test func readCallbacksThatFail() throws {
    /// What a callback returns is its own, no errno.
    func expectCallbackNamed(_ fault: Fault?) {
      #expect(fault?.message.contains("read callback failed") == true)
      // The reader's answer, were it an errno.
      let errno = unsafe String(cString: strerror(EIO))
      #expect(fault?.message.contains(errno) == false && fault?.message.contains(":") == false)
    }
    for reads in 0..<2 {
      var source = Source(FileTests.bytes, way: .callback)
      source.readsUntilFailure = reads
      expectCallbackNamed(expectFault(HSP_ERROR_IO) { try open(source) })
    }
    let session = try TestSession(TestModel.fixture(), SessionSettings(height: 4, width: 4))
    try session.setNoise(1)
    let before = try session.read()
    let file = try session.saved()
    for reads in 0..<2 {
      var source = Source(file, way: .callback)
      source.readsUntilFailure = reads
      expectCallbackNamed(expectFault(HSP_ERROR_IO) { try session.load(source) })
    }
    #expect(sameBits(try session.read(), before))
  }

  @Test func sourcesNeedExactlyOneThing() throws {
    let model = AlignedBytes(FileTests.bytes)
    let changes: [(hsp_status, (inout hsp_source) -> Void)] = unsafe [
      (HSP_OK, { _ in }),
      (HSP_ERROR_ARGUMENT, { unsafe $0.path = nil }),
      (HSP_ERROR_ARGUMENT, { unsafe $0.memory = unsafe UnsafeRawPointer(model.base) }),
      (HSP_ERROR_ARGUMENT, { unsafe $0.descriptor = 0 }),
      (HSP_ERROR_ARGUMENT, { unsafe $0.read = { _, _, _, _ in 1 } }),
      (HSP_ERROR_ARGUMENT, { unsafe $0.flags = 2 }),
      (HSP_ERROR_ARGUMENT, { unsafe $0.reserved = 1 }),
      (HSP_ERROR_ARGUMENT, { unsafe $0.struct_size = 8 }),
      (
        HSP_ERROR_ARGUMENT,
        { unsafe $0 = unsafe hsp_from_memory(model.base + 1, UInt64(model.count - 1)) }
      ),
      (HSP_ERROR_IO, { unsafe $0 = hsp_from_descriptor(99_999) }),
      (HSP_ERROR_IO, { unsafe $0 = hsp_from_descriptor(.max) }),
      (HSP_ERROR_ARGUMENT, { unsafe $0 = hsp_from_descriptor(-2) }),
    ]
    for index in unsafe changes.indices {
      let status = unsafe openChanged(changes[index].1)
      #expect(unsafe status == changes[index].0, "change \(index)")
    }
  }

  /// Opens a source that was right before it was changed.
  private func openChanged(_ change: (inout hsp_source) -> Void) -> hsp_status {
    unsafe ConvertedModel.shared.path.withCString { path in
      var source = unsafe hsp_from_path(path)
      unsafe change(&source)
      var handle: OpaquePointer?
      let status = unsafe hsp_model_open(&source, nil, &handle, nil)
      unsafe hsp_model_destroy(handle)
      return status
    }
  }

  private func inspect(_ source: Source) throws -> hsp_file_info {
    var info = hsp_file_info()
    info.struct_size = UInt32(MemoryLayout<hsp_file_info>.size)
    try unsafe source.withSource { source in
      try check { unsafe hsp_file_inspect(source, &info, &$0) }
    }
    return info
  }

  @Test(arguments: Way.allCases)
  func inspection(_ way: Way) throws {
    let info = try inspect(Source(FileTests.bytes, way: way))
    #expect(info.kind == HSP_FILE_MODEL.rawValue && info.version == 1 && info.sections == 5)
    #expect(info.length == UInt64(FileTests.bytes.count))
    let model = try TestModel.fixture()
    let direction = try TestDirection(model, normal(32, seed: 1), extents: (32, 1, 1)).saved()
    #expect(try inspect(Source(direction, way: way)).kind == HSP_FILE_DIRECTIONS.rawValue)
    let session = try TestSession(model, SessionSettings(height: 4, width: 4))
    try session.setNoise(1)
    let latent = try session.saved()
    #expect(try inspect(Source(latent, way: way)).kind == HSP_FILE_LATENT.rawValue)
    expectFault(HSP_ERROR_MISMATCH) { try open(Source(latent, way: way)) }
    expectFault(HSP_ERROR_MISMATCH) { try open(Source(direction, way: way)) }
    expectFault(HSP_ERROR_FORMAT) { _ = try inspect(Source([1, 2, 3], way: way)) }
  }

  @Test func models() throws {
    let model = try TestModel.fixture()
    let info = model.info
    #expect(info.programs == 1 && info.parameters == 709_059 && info.element_type == 1)
    #expect((info.channels, info.height, info.width) == (3, 16, 16))
    #expect((info.h_channels, info.h_height, info.h_width) == (32, 4, 4))
    #expect(info.timesteps == 1000 && info.file_bytes == UInt64(FileTests.bytes.count))
    var schedule = [Double](repeating: 0, count: 1000)
    #expect(unsafe hsp_model_schedule(model.handle, &schedule, 1000) == HSP_OK)
    var formula = schedule
    #expect(unsafe hsp_schedule(HSP_SCHEDULE_LINEAR, 1e-4, 0.02, &formula, 1000) == HSP_OK)
    #expect(schedule == formula)
    for count in [0, 999, 1001, -1] {
      #expect(unsafe hsp_model_schedule(model.handle, &schedule, count) == HSP_ERROR_ARGUMENT)
    }
    var pairs: [String: String] = [:]
    var (key, value) = ([CChar](repeating: 1, count: 64), [CChar](repeating: 1, count: 64))
    for index in 0..<info.metadata {
      #expect(unsafe hsp_model_metadata(model.handle, index, &key, 64, &value, 64) == HSP_OK)
      pairs[string(key)] = string(value)
    }
    #expect(pairs["parameters"] == "709059" && pairs["family"] == "unet2d")
    #expect(unsafe hsp_model_metadata(model.handle, 0, &key, 2, &value, 1) == HSP_OK)
    #expect(string(key).count == 1 && string(value).isEmpty)
    for (index, keySize, valueSize) in [
      (info.metadata, 64, 64), (.max, 64, 64), (0, 0, 64), (0, 64, 0),
    ] {
      #expect(
        unsafe hsp_model_metadata(model.handle, index, &key, keySize, &value, valueSize)
          == HSP_ERROR_ARGUMENT)
    }
  }

  private func string(_ characters: [CChar]) -> String {
    String(decoding: characters.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
