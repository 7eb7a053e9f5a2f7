// swift-format-ignore-file: AlwaysUseLowerCamelCase
import CHSpace
import Container
import Diffusion

@c @implementation
public func hsp_statistics_create(
  _ info: UnsafePointer<hsp_statistics_info>, _ timesteps: UnsafePointer<Int32>,
  _ allocator: UnsafePointer<hsp_allocator>?,
  _ statistics: UnsafeMutablePointer<OpaquePointer?>, _ error: UnsafeMutablePointer<hsp_error>?
) -> hsp_status {
  unsafe statistics.pointee = nil
  return unsafe report(error) { () throws(Failure) in
    try unsafe checkSize(info.pointee.struct_size, of: hsp_statistics_info.self)
    let memory = try unsafe ABI.allocator(allocator)
    let given = unsafe info.pointee
    let record = try StatisticsRecord(given)
    let capacity = Int(clamping: given.capacity)
    do throws(DiffusionError) { try record.check() } catch {
      throw Failure(HSP_ERROR_ARGUMENT, error)
    }
    // The caller promises as many as there are entries.
    let times = unsafe Bytes(base: timesteps, count: record.entries * 4)
    do throws(DiffusionError) { try DirectionSection.checkTimesteps(times) } catch {
      throw Failure(HSP_ERROR_ARGUMENT, error)
    }
    let made = try unsafe StatisticsHandle.make(
      record, timesteps: times, identity: InlineArray(copying: given.identity),
      capacity: capacity, memory
    ) { _ throws(Failure) in }
    unsafe statistics.pointee = made
  }
}

@c @implementation
public func hsp_statistics_open(
  _ source: UnsafePointer<hsp_source>, _ capacity: UInt64,
  _ allocator: UnsafePointer<hsp_allocator>?,
  _ statistics: UnsafeMutablePointer<OpaquePointer?>, _ error: UnsafeMutablePointer<hsp_error>?
) -> hsp_status {
  unsafe statistics.pointee = nil
  return unsafe report(error) { () throws(Failure) in
    let memory = try unsafe ABI.allocator(allocator)
    let image = try unsafe openImage(source, memory)
    let file: ContainerFile
    do throws(ContainerError) { file = try ContainerFile(image.bytes) } catch {
      throw Failure(error)
    }
    guard let section = file.section(.statistics) else {
      throw Failure(HSP_ERROR_MISMATCH, "the file holds no statistics")
    }
    func failure(_ error: DiffusionError) -> Failure {
      var failure = Failure(HSP_ERROR_FORMAT, error)
      failure.operation.append("STAT")
      return failure
    }
    let view: StatisticsView
    do throws(DiffusionError) { view = try StatisticsView(section) } catch { throw failure(error) }
    let made = try unsafe StatisticsHandle.make(
      view.record, timesteps: view.timesteps, identity: copied(file.identity),
      capacity: max(view.count, Int(clamping: capacity)), memory
    ) { (statistics) throws(Failure) in
      do throws(DiffusionError) { try view.copy(to: &statistics) } catch { throw failure(error) }
    }
    unsafe statistics.pointee = made
  }
}

@c @implementation
public func hsp_statistics_destroy(_ statistics: OpaquePointer?) {
  guard let statistics = unsafe statistics else { return }
  // Moving the value out ends its life here, and with it the memory it lay in.
  _ = unsafe ABI.statistics(statistics).move()
}

@c @implementation
public func hsp_statistics_save(
  _ statistics: OpaquePointer, _ sink: UnsafePointer<hsp_sink>,
  _ error: UnsafeMutablePointer<hsp_error>?
) -> hsp_status {
  unsafe report(error) { () throws(Failure) in
    let handle = unsafe ABI.statistics(statistics)
    let target = try unsafe Sink(sink)
    let identity = unsafe handle.pointee.statistics.identity
    try withBytes(of: identity, count: 32) { (identity) throws(Failure) in
      try unsafe StatisticsSection.write(handle.pointee.statistics) {
        (header, ids, padding, sums, data) throws(Failure) in
        let writer = SectionWriter(
          .statistics, identity: identity, header, ids, padding, sums, data)
        try target.write { (piece) throws(Failure) in try writer.write(piece) }
      }
    }
  }
}

@c @implementation
public func hsp_statistics_describe(
  _ statistics: OpaquePointer, _ info: UnsafeMutablePointer<hsp_statistics_info>
) -> hsp_status {
  report(nil) { () throws(Failure) in
    try unsafe checkSize(info.pointee.struct_size, of: hsp_statistics_info.self)
    let handle = unsafe ABI.statistics(statistics)
    var result = unsafe hsp_statistics_info(handle.pointee.statistics.record)
    result.capacity = unsafe UInt64(handle.pointee.statistics.capacity)
    result.count = unsafe UInt64(handle.pointee.statistics.count)
    result.bytes = unsafe UInt64(handle.pointee.memory.count + handle.pointee.storage.count)
    let identity = unsafe handle.pointee.statistics.identity
    withBytes(of: identity, count: 32) { copyIdentity($0, &result.identity) }
    unsafe info.pointee = result
  }
}

@c @implementation
public func hsp_statistics_timesteps(
  _ statistics: OpaquePointer, _ timesteps: UnsafeMutablePointer<Int32>, _ count: Int
) -> hsp_status {
  report(nil) { () throws(Failure) in
    let handle = unsafe ABI.statistics(statistics)
    guard unsafe count == handle.pointee.statistics.record.entries else {
      throw .argument("count is not that of the timesteps")
    }
    for entry in 0..<count {
      unsafe timesteps[entry] = Int32(handle.pointee.statistics.timestep(entry))
    }
  }
}

@c @implementation
public func hsp_statistics_samples(
  _ statistics: OpaquePointer, _ ids: UnsafeMutablePointer<UInt64>?, _ count: Int
) -> hsp_status {
  report(nil) { () throws(Failure) in
    let handle = unsafe ABI.statistics(statistics)
    guard unsafe count == handle.pointee.statistics.count else {
      throw .argument("count is not that of the samples")
    }
    guard count > 0 else { return }
    guard let ids = unsafe ids else { throw .argument("ids is NULL and count is not 0") }
    for sample in 0..<count { unsafe ids[sample] = handle.pointee.statistics.id(sample) }
  }
}

@c @implementation
public func hsp_sample_id(_ bytes: UnsafeRawPointer?, _ size: Int) -> UInt64 {
  var hash: UInt64 = 0xcbf2_9ce4_8422_2325
  guard let bytes = unsafe bytes else { return hash }
  for index in 0..<max(0, size) {
    // The caller promises `size` readable bytes.
    hash ^= unsafe UInt64(bytes.load(fromByteOffset: index, as: UInt8.self))
    hash &*= 0x100_0000_01b3
  }
  return hash
}

extension StatisticsRecord {
  /// What a caller asks for; numbers are checked where they are needed together.
  fileprivate init(_ info: hsp_statistics_info) throws(Failure) {
    guard let kind = StatisticsKind(rawValue: info.kind) else {
      throw .argument("this kind of statistics is not known")
    }
    guard let value = SessionValue(rawValue: info.value) else {
      throw .argument("this value is not known")
    }
    guard let phase = RunPhase(rawValue: info.phase) else {
      throw .argument("this phase is not known")
    }
    guard let convention = StepConvention(rawValue: info.convention) else {
      throw .argument("this step convention is not known")
    }
    guard info.flags & ~HSP_STATISTICS_JOINT == 0 else {
      throw .argument("a flag of the statistics is not known")
    }
    self.init(
      kind: kind, entries: Int(clamping: info.entries), channels: Int(clamping: info.channels),
      height: Int(clamping: info.height), width: Int(clamping: info.width), value: value,
      phase: phase, convention: convention, steps: Int(info.steps), t0: Int(info.t0),
      eta: info.eta, rank: Int(clamping: info.rank), isJoint: info.flags != 0, seed: info.seed)
  }
}

extension hsp_statistics_info {
  fileprivate init(_ record: StatisticsRecord) {
    self.init()
    struct_size = UInt32(MemoryLayout<hsp_statistics_info>.size)
    kind = record.kind.rawValue
    entries = UInt32(record.entries)
    channels = UInt32(record.channels)
    height = UInt32(record.height)
    width = UInt32(record.width)
    value = record.value.rawValue
    phase = record.phase.rawValue
    convention = record.convention.rawValue
    steps = Int32(record.steps)
    t0 = Int32(record.t0)
    eta = record.eta
    rank = UInt32(record.rank)
    flags = record.isJoint ? HSP_STATISTICS_JOINT : 0
    seed = record.seed
  }
}
