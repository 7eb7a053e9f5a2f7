import CHSpace
import HSpaceLibrary

/// What files hold, for people and programs.
enum FileReport {
  static func model(_ model: Model, _ options: SessionOptions) throws(LibraryError) -> Report {
    let info = model.info
    var report = try header("model", model.path)
    report.add("parameters", info.parameters)
    report.add("weights", ["?", "f32", "f16", "int8"][Int(min(info.element_type, 3))])
    report.add("weight_bytes", info.weight_bytes)
    report.add("x", shape(info.channels, info.height, info.width))
    report.add("h", shape(info.h_channels, info.h_height, info.h_width))
    report.add("timesteps", info.timesteps)
    report.add("programs", info.programs)
    report.add("operations", info.operations)
    report.add("tensors", info.tensors)
    var metadata = Report()
    for (key, value) in try model.metadata() { metadata.add(key, value) }
    if !metadata.facts.isEmpty { report.add("metadata", .object(metadata)) }
    let memory = try model.memory(options)
    var session = Report()
    session.add("threads", options.threads)
    session.add("bytes", memory.bytes)
    session.add("tables_bytes", memory.tables_bytes)
    session.add("scratch_bytes", memory.scratch_bytes)
    session.add("values_bytes", memory.values_bytes)
    session.add("state_bytes", memory.state_bytes)
    session.add("steps", memory.steps)
    session.add("multiply_adds", memory.multiply_adds)
    report.add("session", .object(session))
    return report
  }

  static func direction(_ direction: Direction, _ path: String) throws(LibraryError) -> Report {
    let info = try direction.describe()
    var report = try header("direction", path)
    report.add("name", text(of: info.name))
    report.add("h", shape(info.channels, info.height, info.width))
    report.add("entries", info.entries)
    report.add("steps", info.steps)
    return report
  }

  static func latent(_ path: String) throws(LibraryError) -> Report {
    let info = try FileInfo.latent(path)
    var report = try header("latent code", path)
    let phases = ["picture", "inverting", "latent", "generating", "done", "empty", "encoding"]
    report.add("phase", phases[Int(min(info.phase, 6))])
    report.add("step", info.step)
    report.add("steps", info.steps)
    report.add("convention", Convention(number: info.convention)?.rawValue ?? "?")
    report.add("t0", info.t0)
    report.add("t_edit", info.t_edit)
    report.add("t_boost", info.t_boost)
    report.add("eta", .real(Double(info.eta)))
    report.add("noise_seed", .text("\(info.seed)"))
    report.add("noise_counter", info.noise_counter)
    report.add("x", shape(info.channels, info.height, info.width))
    report.add("directions", info.directions)
    report.add("skip", info.skip)
    report.add("variance", Variance(number: info.variance)?.rawValue ?? "?")
    report.add("chain", Chain(number: info.chain)?.rawValue ?? "?")
    report.add("etas", info.etas)
    report.add("entries", info.entries)
    return report
  }

  static func statistics(
    _ statistics: Statistics, _ path: String
  ) throws(LibraryError) -> Report {
    let info = statistics.info
    var report = try header("statistics", path)
    report.add("keeps", ["means", "samples", "sketch", "?"][Int(min(info.kind, 3))])
    report.add("of", info.value == HSP_VALUE_X.rawValue ? "x" : "h")
    report.add("samples", info.count)
    report.add("shape", shape(info.channels, info.height, info.width))
    report.add("timesteps", .list(try statistics.timesteps().map { .integer(Int($0)) }))
    report.add("runs", info.phase == HSP_PHASE_INVERTING.rawValue ? "inverting" : "generating")
    report.add("steps", info.steps)
    report.add("convention", Convention(number: info.convention)?.rawValue ?? "?")
    report.add("t0", info.t0)
    report.add("eta", .real(Double(info.eta)))
    report.add("rank", info.rank)
    report.add("joint", info.flags)
    report.add("memory_bytes", info.bytes)
    return report
  }

  /// What every file has.
  private static func header(_ kind: String, _ path: String) throws(LibraryError) -> Report {
    let info = try FileInfo.inspect(path)
    var report = Report()
    report.add("file", path)
    report.add("kind", kind)
    report.add("version", info.version)
    report.add("bytes", info.length)
    report.add("identity", hexadecimal(info.identity))
    return report
  }

  /// Channels, height, width.
  private static func shape(_ sizes: UInt32...) -> Report.Value {
    .list(sizes.map { .integer(Int($0)) })
  }

  private static func hexadecimal<Bytes>(_ bytes: Bytes) -> String {
    // The view is used inside the closure only.
    unsafe withUnsafeBytes(of: bytes) { bytes in
      unsafe bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
  }
}
