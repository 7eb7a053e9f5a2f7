import CHSpace
import Foundation
import Testing

/// int8 models: making them, and refusing those that lie.
struct QuantizeTests {
  @Test(arguments: Way.allCases)
  func makesAModel(_ way: Way) throws {
    let source = try TestModel(Source(ConvertedModel.shared.bytes, way: way))
    let folder = try TemporaryFolder()
    let listener = Quantisation()
    try source.quantise(to: folder("q.hsm"), listener)
    #expect(try folder.entries == ["q.hsm"])
    let result = try TestModel(Source(path: folder("q.hsm")))
    try result.verify()
    let (old, new) = (source.info, result.info)
    #expect(result.identity == source.identity)
    #expect(new.element_type == 3 && old.element_type == 1)
    #expect(new.parameters == old.parameters && new.tensors == old.tensors)
    #expect(new.metadata == old.metadata && new.timesteps == old.timesteps)
    // Few weights are at low resolutions here; those of 10 bits take two bytes.
    #expect(3 * new.weight_bytes < 2 * old.weight_bytes)
    #expect(listener.errors.count == 50 && listener.done == listener.total && listener.total > 0)
    #expect(listener.errors.values.allSatisfy { (1e-3...0.02).contains($0) })
    #expect(listener.errors["conv_in.weight"] == nil && listener.errors["conv_out.weight"] == nil)
    #expect(listener.errors["mid_block.resnets.0.conv1.weight"] != nil)
    #expect(listener.errors["mid_block.resnets.0.time_emb_proj.weight"] == nil)
    // The same bytes, whichever way they come and go.
    let sink = Sink()
    try source.quantise(into: sink)
    #expect(try contents(folder("q.hsm")) == sink.bytes)
    #expect(try sink.bytes == TestModel.quantisedFixture())
  }

  @Test func takesNoOptions() throws {
    let model = try TestModel.fixture()
    let sink = Sink()
    let status = unsafe sink.withSink { sink in
      unsafe hsp_model_quantize(model.handle, nil, nil, sink, nil)
    }
    #expect(status == HSP_OK)
    #expect(try sink.bytes == TestModel.quantisedFixture())
  }

  @Test func refusesArguments() throws {
    let model = try TestModel.fixture()
    let sink = Sink()
    let listener = Quantisation()
    listener.flags = 1
    expectFault(HSP_ERROR_ARGUMENT) { try model.quantise(into: sink, listener) }
    expectFault(HSP_ERROR_ARGUMENT) {
      try check { error in
        var options = unsafe hsp_quantize_options()
        return unsafe sink.withSink { sink in
          unsafe hsp_model_quantize(model.handle, &options, nil, sink, &error)
        }
      }
    }
    expectFault(HSP_ERROR_ARGUMENT) {
      try check { error in
        var nowhere = unsafe hsp_sink()
        unsafe nowhere.struct_size = UInt32(MemoryLayout<hsp_sink>.size)
        return unsafe hsp_model_quantize(model.handle, nil, nil, &nowhere, &error)
      }
    }
    expectFault(HSP_ERROR_ARGUMENT) {
      try check { error in
        var half = unsafe hsp_allocator()
        return unsafe sink.withSink { sink in
          unsafe hsp_model_quantize(model.handle, nil, &half, sink, &error)
        }
      }
    }
    #expect(sink.calls == 0)
  }

  @Test func refusesInt8() throws {
    let model = try TestModel(Source(TestModel.quantisedFixture()))
    let fault = expectFault(HSP_ERROR_UNSUPPORTED) { try model.quantise(into: Sink()) }
    #expect(fault?.operation == "down_blocks.0.resnets.0.conv1.weight")
    #expect(fault?.message.contains("int8 already") == true)
  }

  @Test func cancels() throws {
    let model = try TestModel.fixture()
    let folder = try TemporaryFolder()
    let whole = Quantisation()
    try model.quantise(to: folder("q.hsm"), whole)
    let before = try contents(folder("q.hsm"))
    for patience in [0, 1, whole.calls / 2, whole.calls - 1] {
      let listener = Quantisation()
      listener.patience = patience
      expectFault(HSP_ERROR_CANCELLED) { try model.quantise(to: folder("q.hsm"), listener) }
      #expect(listener.calls == patience + 1)
      #expect(try folder.entries == ["q.hsm"])
    }
    #expect(try contents(folder("q.hsm")) == before)
  }

  @Test func tellsAFullDisk() throws {
    let model = try TestModel.fixture()
    let disk = try SmallDisk(bytes: 64 << 10)
    if disk.isMounted {
      let fault = expectFault(HSP_ERROR_IO) { try model.quantise(to: disk("q.hsm")) }
      #expect(fault?.message.lowercased().contains("no space") == true)
      #expect(try disk.entries == [])
    }
    // A device is no place for a file that appears whole or not at all.
    expectFault(HSP_ERROR_IO) { try model.quantise(to: "/dev/full") }
    expectFault(HSP_ERROR_IO) { try model.quantise(to: "/nowhere/q.hsm") }
    let whole = try TestModel.quantisedFixture().count
    for capacity in [0, 100, whole / 2, whole - 1] {
      let sink = Sink(capacity: capacity)
      expectFault(HSP_ERROR_IO) { try model.quantise(into: sink) }
    }
  }

  @Test func replacesItsOwnSource() throws {
    let folder = try TemporaryFolder()
    try folder.write("m.hsm", ConvertedModel.shared.bytes)
    let model = try TestModel(Source(path: folder("m.hsm")))
    try model.quantise(to: folder("m.hsm"))
    #expect(try contents(folder("m.hsm")) == TestModel.quantisedFixture())
    try model.verify()
  }

  @Test func worksInLittleMemory() throws {
    let allocator = CountingAllocator()
    let model = try TestModel.fixture()
    try model.quantise(into: Sink(), Quantisation(), allocator)
    #expect(allocator.calls == 1 && allocator.live == 0 && allocator.mistakes == 0)
    #expect(allocator.largest < 128 << 10)
    let failing = CountingAllocator(failing: 0..<1)
    expectFault(HSP_ERROR_MEMORY) {
      try model.quantise(into: Sink(), Quantisation(), failing)
    }
    #expect(failing.live == 0)
    let calls = MallocCalls()
    var status = HSP_ERROR_STATE
    // Three words of a sink that counts nothing.
    var sink = unsafe hsp_to_writer({ _, _, _ in 0 }, nil)
    calls.watch {
      status = unsafe hsp_model_quantize(model.handle, nil, nil, &sink, nil)
    }
    // The working memory alone.
    #expect(status == HSP_OK && calls.calls <= 1)
  }

  @Test func runsOnManyThreads() throws {
    let model = try TestModel.fixture()
    let expected = try TestModel.quantisedFixture()
    let results = Results()
    let threads = (0..<3).map { _ in
      BackgroundThread {
        let sink = Sink()
        try? model.quantise(into: sink)
        results.add(sink.bytes == expected ? [1] : nil)
      }
    }
    for thread in threads { thread.join() }
    #expect(results.all == [[1], [1], [1]])
  }

  @Test func refusesWeightsThatAreNotFinite() throws {
    var file = FileParts.model
    let index = try #require(file.tensor("mid_block.resnets.0.conv1.weight"))
    let place = Int(file["TENS"].word(16 + 64 * index + 32)) + 4 * 100
    for bits in [0x7FC0_0000, 0x7F80_0000, 0xFF80_0000] as [UInt32] {
      file["WGHT"].put(bits, at: place)
      let lying = file.changingTensor(index) { _ in }
      let fault = expectFault(HSP_ERROR_FORMAT) {
        try TestModel(Source(lying.bytes)).quantise(into: Sink())
      }
      #expect(fault?.operation == "mid_block.resnets.0.conv1.weight")
      #expect(fault?.offset == Int64(lying.offset("WGHT") + place))
    }
    // With the old checksum it is damaged, wherever it is.
    let damaged = expectFault(HSP_ERROR_CHECKSUM) {
      try TestModel(Source(file.bytes)).quantise(into: Sink())
    }
    #expect(damaged?.operation == "mid_block.resnets.0.conv1.weight")
  }
}
