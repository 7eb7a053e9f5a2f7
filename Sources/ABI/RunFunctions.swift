// swift-format-ignore-file: AlwaysUseLowerCamelCase
import CHSpace
import Container
import Diffusion
import Execution
import Program

@c @implementation
public func hsp_run_options_init(_ options: UnsafeMutablePointer<hsp_run_options>) {
  let defaults = RunOptions()
  unsafe options.pointee = hsp_run_options()
  unsafe options.pointee.struct_size = UInt32(MemoryLayout<hsp_run_options>.size)
  unsafe options.pointee.convention = defaults.convention.rawValue
  unsafe options.pointee.steps = Int32(defaults.steps)
  unsafe options.pointee.t0 = Int32(defaults.t0)
  unsafe options.pointee.t_edit = Int32(defaults.tEdit)
}

/// The caller's edits.
func collect(_ edits: UnsafePointer<hsp_edit>?, _ count: Int) throws(Failure) -> Edits {
  var result = Edits()
  guard count != 0 else { return result }
  // A size_t beyond the largest Int arrives as a negative number.
  guard (1...Edits.maximum).contains(count) else { throw Failure(RunFault.tooManyEdits(count)) }
  guard let edits = unsafe edits else { throw .argument("edits is NULL and count is not 0") }
  for index in 0..<count {
    let edit = unsafe edits[index]
    guard let handle = unsafe edit.direction else {
      throw Failure(HSP_ERROR_ARGUMENT, "an edit has no direction", value: Int64(index))
    }
    let found = unsafe direction(handle)
    try translated { () throws(RunFault) in
      try result.append(
        unsafe Edit(
          found.pointee.direction, identity: found.pointee.identity, strength: edit.strength))
    }
  }
  return result
}

@c @implementation
public func hsp_session_invert(
  _ session: OpaquePointer, _ options: UnsafePointer<hsp_run_options>?
) -> hsp_status {
  unsafe perform(session, runs: true) { (engine) throws(Failure) in
    var (options, observer) = try unsafe runOptions(options)
    try translated { () throws(RunFault) in try engine.invert(options, &observer) }
  }
}

@c @implementation
public func hsp_session_edit(
  _ session: OpaquePointer, _ edits: UnsafePointer<hsp_edit>?, _ count: Int,
  _ options: UnsafePointer<hsp_run_options>?
) -> hsp_status {
  unsafe perform(session, runs: true) { (engine) throws(Failure) in
    var (options, observer) = try unsafe runOptions(options)
    let edits = try unsafe collect(edits, count)
    try translated { () throws(RunFault) in try engine.generate(edits, options, &observer) }
  }
}

@c @implementation
public func hsp_session_sample(
  _ session: OpaquePointer, _ seed: UInt64, _ options: UnsafePointer<hsp_run_options>?
) -> hsp_status {
  unsafe perform(session, runs: true) { (engine) throws(Failure) in
    var (options, observer) = try unsafe runOptions(options)
    try translated { () throws(RunFault) in
      try engine.sample(seed: seed, options, &observer)
    }
  }
}

@c @implementation
public func hsp_session_resume(
  _ session: OpaquePointer, _ edits: UnsafePointer<hsp_edit>?, _ count: Int,
  _ options: UnsafePointer<hsp_run_options>?
) -> hsp_status {
  unsafe perform(session, runs: true) { (engine) throws(Failure) in
    var (_, observer) = try unsafe runOptions(options)
    let edits = try unsafe collect(edits, count)
    try translated { () throws(RunFault) in try engine.resume(edits, &observer) }
  }
}

@c @implementation
public func hsp_session_evaluate(
  _ session: OpaquePointer, _ tensors: UnsafePointer<hsp_tensor>, _ count: Int
) -> hsp_status {
  unsafe perform(session, runs: true) { (engine) throws(Failure) in
    guard (0...Bindings.maximum).contains(count) else {
      throw Failure(HSP_ERROR_ARGUMENT, "there are more than 32 tensors", value: Int64(count))
    }
    var bindings = Bindings()
    for index in 0..<count { unsafe bindings.append(try binding(tensors[index], engine, index)) }
    try translated { () throws(RunFault) in try engine.evaluate(bindings) }
  }
}

/// One tensor, its name found and its count checked.
private func binding(
  _ tensor: hsp_tensor, _ engine: Engine, _ index: Int
) throws(Failure) -> Binding {
  let program = engine.executor.plan.program
  guard let value = unsafe program.value(cString: tensor.name) else {
    throw Failure(RunFault.unknownName(index: index))
  }
  guard let use = unsafe TensorUse(rawValue: UInt32(tensor.use.rawValue)),
    (use == .input) == (value < program.inputCount)
  else {
    throw Failure(HSP_ERROR_ARGUMENT, "a tensor's use does not fit its value", value: Int64(index))
  }
  let expected = engine.executor.plan.extents[value].count
  guard unsafe tensor.count == expected else {
    throw unsafe Failure(RunFault.count(expected: expected, given: tensor.count))
  }
  return unsafe Binding(
    value: value, use: use, tensor: Slice(base: tensor.values, count: expected))
}

@c @implementation
public func hsp_session_extents(
  _ session: OpaquePointer, _ name: UnsafePointer<CChar>,
  _ channels: UnsafeMutablePointer<UInt32>, _ height: UnsafeMutablePointer<UInt32>,
  _ width: UnsafeMutablePointer<UInt32>
) -> hsp_status {
  unsafe perform(session) { (engine) throws(Failure) in
    let plan = engine.executor.plan
    guard let value = unsafe plan.program.value(cString: name) else {
      throw .argument("the program has no value of that name")
    }
    let extents = unsigned(plan.extents[value])
    unsafe channels.pointee = extents.0
    unsafe height.pointee = extents.1
    unsafe width.pointee = extents.2
  }
}
