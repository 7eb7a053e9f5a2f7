import CKernels
import Container
import Execution
import Program

/// One model at one size with everything that a run needs: the mathematics of a session.
package struct Engine {
  package let executor: Executor
  let kernels: hsp_kernels
  let schedule: Schedule
  let identity: Bytes
  /// nil: the program is not a U-Net.
  let names: UNetNames?
  let buffers: EngineBuffers
  let passes: DecoderPasses

  package init(
    _ executor: Executor, kernels: hsp_kernels, schedule: Schedule, identity: Bytes,
    names: UNetNames?, buffers: EngineBuffers, passes: DecoderPasses
  ) {
    self.executor = executor
    self.kernels = kernels
    self.schedule = schedule
    self.identity = identity
    self.names = names
    self.buffers = buffers
    self.passes = passes
    state = RunState()
  }

  /// What the session holds, and how far a run has come.
  package internal(set) var state: RunState {
    get { buffers.state[0] }
    nonmutating set { buffers.state[0] = newValue }
  }

  var plan: Plan { executor.plan }
  /// The names of a U-Net.
  ///
  /// Runs have checked that there are some.
  var unet: UNetNames {
    guard let names else { preconditionFailure() }
    return names
  }
  /// Extents of x; nothing where the program is not a U-Net.
  package var picture: Extents { names.map { plan.extents[$0.x] } ?? Extents() }
  /// Extents of h.
  package var hidden: Extents { names.map { plan.extents[$0.h] } ?? Extents() }

  /// As much of the staging buffer as a picture takes; it holds at least one.
  var stagedPicture: Slice<Float> {
    unsafe Slice(base: buffers.staging.pointer, count: picture.count)
  }
}

/// Values of a program that a U-Net must name, by number.
package struct UNetNames {
  package let x: Int
  package let t: Int
  package let h: Int
  package let epsilon: Int
  /// The time embedding, where it has a name.
  package let temb: Int?
  /// What the network learned of its variance, where it has.
  package let sigma: Int?

  /// Finds them, or throws `missingName`.
  package init(_ program: Program) throws(ProgramError) {
    guard let x = program.input(named: "x"), program.inputKind(x) == .picture,
      let t = program.input(named: "t"), program.inputKind(t) == .timestep,
      let h = program.value(named: "h"), h >= program.inputCount,
      let epsilon = program.value(named: "eps"), epsilon > h
    else { throw ProgramError(.missingName) }
    // A run knows nothing that it could give to a third input.
    guard program.inputCount == 2 else {
      throw ProgramError(.counts, offset: 0, value: Int64(program.inputCount))
    }
    self.x = x
    self.t = t
    self.h = h
    self.epsilon = epsilon
    temb = program.value(named: "temb")
    sigma = program.value(named: "sigma")
  }
}
