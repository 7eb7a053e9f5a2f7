import Container

/// One step of a run, as an observer sees it.
package struct StepEvent {
  package let phase: RunPhase
  package let step: Int
  package let total: Int
  package let t: Int
  /// -1 is the clean end.
  package let next: Int
}

/// Who watches a run and may change it.
package protocol RunObserver {
  /// Comes after each step; false cancels.
  mutating func finished(_ event: StepEvent) -> Bool
  /// Whether `change` wants to see h.
  var watchesH: Bool { get }
  /// Comes between encoder and decoder with h, channel-first; nil cancels, true says that h was changed.
  mutating func change(_ event: StepEvent, h: Slice<Float>) -> Bool?
  /// Whether the caller supplies the noise.
  var suppliesNoise: Bool { get }
  /// Fills a step's noise, channel-first; false cancels.
  mutating func fill(_ event: StepEvent, noise: Slice<Float>) -> Bool
  /// Takes an entry of a latent code, channel-first: 0 is x_T, 1 + step the noise of a step; false cancels.
  mutating func receive(_ event: StepEvent, entry: Int, _ values: Slice<Float>) -> Bool
}
