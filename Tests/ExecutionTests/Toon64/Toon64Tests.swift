import Testing

/// The bundled model through the C interface against PyTorch.
@Suite(.serialized)
struct Toon64Tests {
  private static let count = 3 * 64 * 64

  /// Inversion and reconstruction in 50 steps, and h on the way.
  @Test func roundTrip() throws {
    let latents = try #require(Toon64.expected("xT"))
    let reconstructions = try #require(Toon64.expected("reconstruction"))
    let h = try #require(Toon64.expected("h_first_picture"))
    let session = try LibrarySession(model: Toon64.model, threads: 2)
    var lowest = Double.infinity
    for index in Toon64.pictures {
      try session.set(try Toon64.picture(index))
      let made = try session.invert(steps: Toon64.steps)
      if index == 0 {
        try #require(made.count == h.shape[0])
        for step in made.indices {
          let error = deviation(made[step], h[step])
          #expect(error <= 1e-4, "h at step \(step) is off by \(error)")
        }
      }
      let latent = psnr(try session.x(count: Self.count), latents[index])
      try session.reconstruct(steps: Toon64.steps)
      let picture = psnr(try session.x(count: Self.count), reconstructions[index])
      #expect(latent >= 60, "picture \(index): x_T at \(latent) dB")
      #expect(picture >= 60, "picture \(index): reconstruction at \(picture) dB")
      lowest = min(lowest, latent, picture)
    }
    print("toon64: \(Toon64.pictures.count) pictures, lowest PSNR to PyTorch \(lowest) dB")
  }

  /// Single evaluations from the last timestep to the first.
  @Test func epsilon() throws {
    let latents = try #require(Toon64.expected("xT"))
    let expected = try #require(Toon64.expected("eps_of_first_xT"))
    let session = try LibrarySession(model: Toon64.model, threads: 2)
    for (index, t) in [Float(0), 20, 500, 999].enumerated() {
      let error = deviation(try session.epsilon(x: latents[0], t: t), expected[index])
      #expect(error <= 1e-4, "eps at t = \(t) is off by \(error)")
    }
  }
}
