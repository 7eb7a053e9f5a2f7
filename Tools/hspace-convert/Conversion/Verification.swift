import CHSpace
import HSpaceLibrary
import Pictures

/// How near a model's eps is to a reference's, over the inversion trajectories of pictures.
package struct Verification {
  /// Cosines at one timestep, each the worst of all pictures.
  package struct Step: Equatable {
    package let t: Int
    /// Both at the reference's x.
    package var same = 1.0
    /// Each model at the x of its own trajectory, where errors add up.
    package var own = 1.0
  }

  package private(set) var steps: [Step] = []
  private let reference: Session
  private let other: Session
  private let size: Extents

  /// Opens both models, of the same extents.
  package init(_ reference: String, _ other: String, threads: Int) throws(LibraryError) {
    var options = SessionOptions()
    options.threads = threads
    options.plain = true
    self.reference = try Session(Model(path: reference), options)
    self.other = try Session(Model(path: other), options)
    size = try self.reference.extents(of: "x")
  }

  /// The reference session's width and height, for pictures.
  package var pictureSize: (width: Int, height: Int) { (size.width, size.height) }

  /// Inverts a picture with both models; `progress` comes after every step, and false cancels.
  package mutating func add(
    _ picture: Picture, _ run: Run, progress: @escaping () -> Bool = { true }
  ) throws(LibraryError) {
    let own = try epsilons(of: other, picture, run, progress)
    let count = size.count
    try reference.set(pixels: picture.pixels, width: size.width, height: size.height)
    var x = try reference.read(HSP_VALUE_X, count: count)
    let outcome = Outcome()
    var watched = run
    let (reference, other) = (self.reference, self.other)
    watched.progress = { step in
      outcome.take { () throws(LibraryError) in
        let epsilon = try reference.read(HSP_VALUE_EPS, count: count)
        let same = try Self.epsilon(of: other, x, t: step.t)
        outcome.steps.append(
          Step(
            t: Int(step.t), same: cosine(epsilon, same), own: cosine(epsilon, own[Int(step.step)])))
        x = try reference.read(HSP_VALUE_X, count: count)
      } && progress()
    }
    try outcome.finish { () throws(LibraryError) in try reference.invert(watched) }
    merge(outcome.steps)
  }

  /// The worst steps by either cosine.
  package var worst: (same: Step, own: Step)? {
    guard let same = steps.min(by: { $0.same < $1.same }),
      let own = steps.min(by: { $0.own < $1.own })
    else { return nil }
    return (same, own)
  }

  private mutating func merge(_ others: [Step]) {
    if steps.isEmpty { steps = others }
    for (index, step) in others.enumerated() {
      steps[index].same = min(steps[index].same, step.same)
      steps[index].own = min(steps[index].own, step.own)
    }
  }

  /// eps of every step of a model's own inversion.
  private func epsilons(
    of session: Session, _ picture: Picture, _ run: Run, _ progress: @escaping () -> Bool
  ) throws(LibraryError) -> [[Float]] {
    let count = size.count
    try session.set(pixels: picture.pixels, width: size.width, height: size.height)
    let outcome = Outcome()
    var watched = run
    watched.progress = { step in
      outcome.take { () throws(LibraryError) in
        outcome.epsilons.append(try session.read(HSP_VALUE_EPS, count: count))
      } && progress()
    }
    try outcome.finish { () throws(LibraryError) in try session.invert(watched) }
    return outcome.epsilons
  }

  /// One evaluation that leaves alone what the session holds.
  private static func epsilon(
    of session: Session, _ x: [Float], t: Int32
  ) throws(LibraryError) -> [Float] {
    var tensors = [
      NamedTensor.input("x", x), .input("t", [Float(t)]), .output("eps", count: x.count),
    ]
    try session.evaluate(&tensors)
    return tensors[2].values
  }
}

extension Verification {
  /// What callbacks of a run leave behind.
  private final class Outcome {
    var steps: [Step] = []
    var epsilons: [[Float]] = []
    private var failure: LibraryError?

    /// Does a callback's work; false when it failed.
    func take(_ work: () throws(LibraryError) -> Void) -> Bool {
      do throws(LibraryError) {
        try work()
        return true
      } catch {
        failure = error
        return false
      }
    }

    /// Runs, and prefers a callback's failure to the cancellation that it led to.
    func finish(_ run: () throws(LibraryError) -> Void) throws(LibraryError) {
      do throws(LibraryError) { try run() } catch { throw failure ?? error }
      if let failure { throw failure }
    }
  }
}

/// Cosine of the angle between two vectors; 1 where both are zero.
func cosine(_ a: [Float], _ b: [Float]) -> Double {
  var (product, first, second) = (0.0, 0.0, 0.0)
  for (x, y) in zip(a, b) {
    product += Double(x) * Double(y)
    first += Double(x) * Double(x)
    second += Double(y) * Double(y)
  }
  if first == 0 && second == 0 { return 1 }
  return product / (first * second).squareRoot()
}
