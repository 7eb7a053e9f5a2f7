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
}
