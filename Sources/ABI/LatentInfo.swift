import CHSpace
import Diffusion

extension hsp_latent_info {
  /// Bytes of the struct's first version: up to `directions`.
  static var firstSize: Int { 72 }

  /// Fills a caller's record.
  func deliver(to info: UnsafeMutablePointer<hsp_latent_info>) throws(Failure) {
    try unsafe ABI.deliver(
      self, to: info, size: info.pointee.struct_size, atLeast: Self.firstSize)
  }

  init(_ record: LatentRecord) {
    self.init()
    struct_size = UInt32(MemoryLayout<hsp_latent_info>.size)
    phase = record.phase.rawValue
    step = UInt32(record.nextStep)
    steps = UInt32(record.steps)
    convention = record.convention.rawValue
    t0 = Int32(record.t0)
    t_edit = Int32(record.editTimestep)
    t_boost = Int32(record.boostTimestep)
    flags = record.flags
    eta = record.eta
    seed = record.seed
    noise_counter = record.noiseCounter
    channels = UInt32(record.channels)
    height = UInt32(record.height)
    width = UInt32(record.width)
    directions = UInt32(record.directions)
    skip = Int32(record.skip)
    variance = record.variance.rawValue
    chain = record.chain.rawValue
    etas = UInt32(record.etas)
    decodes = record.decodes ? 1 : 0
  }
}
