import CHSpace
import Foundation
import Testing

/// The encoder: what its noises are, and that they give the picture back.
struct EncodeTests {
  /// A chain, a variance and a size.
  struct Case: Sendable, CustomTestStringConvertible {
    var chain = HSP_CHAIN_POSTERIOR
    var variance = HSP_VARIANCE_DDIM
    var convention = HSP_STEPS_ASYRP
    var size: (UInt32, UInt32) = (8, 8)
    var skip: Int32 = 0
    var etas: [Float]?
    var testDescription: String {
      "chain \(chain.rawValue) variance \(variance.rawValue) steps \(convention.rawValue) skip \(skip)"
    }

    var model: ConvertedModel {
      variance == HSP_VARIANCE_LEARNED || variance == HSP_VARIANCE_MODEL ? .learned : .shared
    }
    var run: Run {
      Run(steps: 6).with {
        $0.convention = convention.rawValue
        $0.chain = chain.rawValue
        $0.variance = variance.rawValue
        $0.skip = skip
        $0.eta = 0.3
        $0.etas = etas
        $0.seed = 5
      }
    }
    func session() throws -> TestSession {
      try TestSession(
        TestModel(Source(path: model.path)), SessionSettings(height: size.1, width: size.0))
    }
  }

  static let cases = [
    Case(), Case(size: (16, 8)), Case(convention: HSP_STEPS_COMPVIS),
    Case(convention: HSP_STEPS_CYCLE, skip: 2),
    Case(etas: [0, 0.2, 1, 0.5, 0, 0.9]),
    Case(chain: HSP_CHAIN_INDEPENDENT), Case(chain: HSP_CHAIN_UPWARD, skip: 1),
    Case(variance: HSP_VARIANCE_FIXED_SMALL), Case(variance: HSP_VARIANCE_FIXED_LARGE),
    Case(variance: HSP_VARIANCE_LEARNED), Case(variance: HSP_VARIANCE_MODEL, skip: 3),
    Case(chain: HSP_CHAIN_UPWARD, variance: HSP_VARIANCE_LEARNED, convention: HSP_STEPS_COMPVIS),
  ]

  /// Every entry against the formulas, in double precision, with the network's own eps.
  @Test(arguments: cases)
  func entriesAreTheNoise(_ one: Case) throws {
    let session = try one.session()
    try session.setSmoothPicture()
    let picture = try session.read()
    var (x, eps): ([[Float]], [[Float]]) = ([], [])
    let entries = try session.encode(
      one.run.with {
        $0.progress = { _ in
          x.append((try? session.read()) ?? [])
          eps.append((try? session.read(HSP_VALUE_EPS)) ?? [])
          return 0
        }
      })
    let reference = try EncodeReference(one, session, picture)
    #expect(entries.count == reference.levels.count + 1)
    #expect(distance(entries[0], reference.start) < 1e-4)
    var before = entries[0]
    for step in reference.levels.indices {
      let (mean, sigma) = try reference.step(step, x: before, eps: eps[step])
      let next = reference.next(step, x: before)
      for index in next.indices {
        let made =
          sigma[index] > 0
          ? mean[index] + sigma[index] * Double(entries[step + 1][index])
          : mean[index] + Double(entries[step + 1][index])
        #expect(abs(made - next[index]) < 1e-4)
        #expect(abs(Double(x[step][index]) - next[index]) < 1e-4)
      }
      before = x[step]
    }
    #expect(distance(x.last ?? [], picture) < 1e-6)
  }

  /// The same bits as the encoder at every step, and the picture.
  @Test(arguments: cases)
  func decodingGivesThePicture(_ one: Case) throws {
    let session = try one.session()
    try session.setSmoothPicture()
    let picture = try session.read()
    var (encoded, decoded): ([Float], [Float]) = ([], [])
    let entries = try session.encode(
      one.run.with {
        $0.progress = { _ in
          encoded += (try? session.read()) ?? []; return 0
        }
      })
    #expect(try session.describe().phase == HSP_PHASE_DONE.rawValue)
    let other = try one.session()
    try other.decode(
      entries, [],
      one.run.with {
        $0.progress = { _ in
          decoded += (try? other.read()) ?? []; return 0
        }
      })
    #expect(sameBits(encoded, decoded))
    #expect(distance(try other.read(), picture) < 1e-6)
  }

  /// int8 networks give it back too, bit for bit what their own encoder saw.
  @Test func int8IsExactToo() throws {
    let model = try TestModel(Source(TestModel.quantisedFixture()))
    let session = try TestSession(model, SessionSettings(height: 8, width: 8))
    try session.setSmoothPicture()
    let picture = try session.read()
    let run = Case().run
    try session.decode(try session.encode(run), [], run)
    #expect(distance(try session.read(), picture) < 1e-6)
  }

  /// As published: the last step is the network's own.
  @Test func residualsCanBeLeftOut() throws {
    let session = try Case().session()
    try session.setSmoothPicture()
    let picture = try session.read()
    let run = Case().run.with { $0.flags = HSP_RUN_NO_RESIDUAL }
    let entries = try session.encode(run)
    #expect(entries.last?.allSatisfy { $0 == 0 } ?? false)
    #expect(sameBits(try session.read(), picture))
    try session.decode(entries, [], run)
    let result = try session.read()
    #expect(sameBits(result, try session.read(HSP_VALUE_X0)))
    #expect(distance(result, picture) > 1e-4)
  }

  /// The noise that the callback is asked for, and when.
  @Test func callersNoise() throws {
    let session = try Case().session()
    var asked: [[Int32]] = []
    func events(_ chain: hsp_chain) throws -> [[Int32]] {
      asked = []
      try session.setSmoothPicture()
      _ = try session.encode(
        Case(chain: chain).run.with {
          $0.steps = 3
          $0.noise = { step, values in
            asked.append([step.t, step.t_next])
            unsafe hsp_noise(9, UInt32(step.t), &values, values.count)
            return 0
          }
        })
      return asked
    }
    for chain in [HSP_CHAIN_POSTERIOR, HSP_CHAIN_INDEPENDENT] {
      #expect(try events(chain) == [[999, 999], [999, 499], [499, 0]])
    }
    #expect(
      try events(HSP_CHAIN_UPWARD) == [[0, -1], [499, 0], [999, 499], [999, 499], [499, 0]])
  }

  @Test func refuses() throws {
    let session = try Case().session()
    expectFault(HSP_ERROR_STATE) { _ = try session.encode(Run()) }
    expectFault(HSP_ERROR_STATE) { try session.diffuse(Run()) }
    try session.setSmoothPicture()
    let picture = try session.read()
    let wrong: [(hsp_status, (inout Run) -> Void)] = [
      (HSP_ERROR_ARGUMENT, { $0.skip = -1 }), (HSP_ERROR_ARGUMENT, { $0.skip = 4 }),
      (HSP_ERROR_ARGUMENT, { $0.variance = 5 }), (HSP_ERROR_ARGUMENT, { $0.chain = 3 }),
      (HSP_ERROR_ARGUMENT, { $0.etas = [0, 1, 0] }),
      (HSP_ERROR_ARGUMENT, { $0.etas = [0, 1, 0, 1.5] }),
      (HSP_ERROR_ARGUMENT, { $0.etas = [0, 1, .nan, 0] }), (HSP_ERROR_ARGUMENT, { $0.etas = [] }),
      (HSP_ERROR_MISMATCH, { $0.variance = HSP_VARIANCE_LEARNED.rawValue }),
      (HSP_ERROR_ARGUMENT, { $0.flags = 16 }),
    ]
    for (status, change) in wrong {
      expectFault(status) { _ = try session.encode(Run().with(change)) }
    }
    #expect(sameBits(try session.read(), picture))
    // Decoding without noise.
    try session.setNoise(1)
    expectFault(HSP_ERROR_ARGUMENT) {
      try session.checked(
        unsafe Run().withOptions { unsafe hsp_session_decode(session.handle, nil, 0, $0) })
    }
  }
}
