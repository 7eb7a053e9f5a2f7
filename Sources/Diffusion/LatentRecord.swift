/// The head of a `LATN` section: what a run was doing, and all that it needs to go on.
package struct LatentRecord: Equatable {
  package var phase: RunPhase
  /// Next step of the phase, counted from 0.
  package var nextStep: Int
  /// S; may be 0 when no run is under way.
  package var steps: Int
  package var convention: StepConvention
  /// Last timestep, -1 for T - 1.
  package var t0: Int
  package var editTimestep: Int
  package var boostTimestep: Int
  /// `hsp_run_options.flags`.
  package var flags: UInt32
  package var eta: Float
  package var seed: UInt64
  /// Steps that have drawn noise from the generator.
  package var noiseCounter: UInt64
  /// Extents of x.
  package var channels: Int
  package var height: Int
  package var width: Int
  /// Directions in the edit.
  package var directions: Int
  /// CRC-32C of the directions' values and coefficients.
  package var directionsChecksum: UInt32

  /// Steps that are left out, those at the largest timesteps.
  package var skip = 0
  package var variance = StepVariance.ddim
  package var chain = ChainKind.posterior
  /// The noise of the run is a latent code's.
  package var decodes = false
  /// There is an eta for each step that is made.
  package var hasEtas = false

  /// Pictures behind the head: x_t, and while one is encoded, that one.
  package var pictures: Int { phase == .encoding ? 2 : 1 }
  /// Etas behind the pictures.
  package var etas: Int { hasEtas ? steps - skip : 0 }

  /// A picture of this size, nothing done, with the default options.
  package init(channels: Int, height: Int, width: Int) {
    phase = .picture
    nextStep = 0
    steps = 0
    convention = .asyrp
    t0 = -1
    editTimestep = 0
    boostTimestep = 0
    flags = 0
    eta = 0
    seed = 0
    noiseCounter = 0
    self.channels = channels
    self.height = height
    self.width = width
    directions = 0
    directionsChecksum = 0
  }

  /// Whether both sides of a translation were made with the same options.
  func goesOn(with other: LatentRecord) -> Bool {
    steps == other.steps && skip == other.skip && convention == other.convention && t0 == other.t0
      && eta == other.eta && variance == other.variance && flags == other.flags
      && boostTimestep == other.boostTimestep && hasEtas == other.hasEtas
  }
}
