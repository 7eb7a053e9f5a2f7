import Foundation
import HSpaceLibrary
import Pictures

/// What says which trial of a translation is best: one measure, or several, whose places are added.
struct TrialRanking {
  private enum Measure {
    case ssim
    case colors
    case denoising(DenoisingError)
    case features(FeatureComparison)
  }

  /// What a measure says of a trial.
  struct Score {
    /// The greater, the better.
    let value: Double
    /// For people, where it is not SSIM, which they are told anyway.
    var text: String?
  }

  private let measures: [Measure]

  /// Opens what the command names.
  init(_ command: TranslateCommand, _ translation: Translation) throws {
    var measures: [Measure] = []
    if let network = command.features {
      measures.append(
        .features(
          try FeatureComparison(
            network: network, command.session, width: translation.target.width,
            height: translation.target.height)))
    }
    for name in command.rank {
      switch name {
      case .ssim: measures.append(.ssim)
      case .colors: measures.append(.colors)
      case .denoising: measures.append(.denoising(DenoisingError(by: translation.target)))
      }
    }
    self.measures = measures.isEmpty ? [.ssim] : measures
  }

  /// What scores the trials of a picture, by each measure.
  func scoring(_ source: Picture) throws -> (Picture) throws -> [Score] {
    let scorings = try measures.map { try Self.scoring(by: $0, source) }
    return { trial in try scorings.map { try $0(trial) } }
  }

  private static func scoring(
    by measure: Measure, _ source: Picture
  ) throws -> (Picture) throws -> Score {
    // The target's pictures may have another size: that of its first stage.
    func fitted(_ trial: Picture) -> Picture {
      trial.fitted(width: source.width, height: source.height).picture
    }
    switch measure {
    case .ssim: return { Score(value: fitted($0).ssim(to: source) ?? 0) }
    case .colors:
      let colors = ColorDistribution(of: source)
      return {
        let distance = colors.distance(to: ColorDistribution(of: fitted($0)))
        return Score(value: -distance, text: String(format: "colors %.2f", distance))
      }
    case .denoising(let measure):
      return {
        let error = try measure.error(of: $0)
        return Score(value: -error, text: String(format: "denoising %.4f", error))
      }
    case .features(let comparison):
      let features = try comparison.features(of: source)
      return {
        let likeness = try comparison.likeness(features, comparison.features(of: $0))
        return Score(value: likeness, text: comparison.text(likeness))
      }
    }
  }
}
