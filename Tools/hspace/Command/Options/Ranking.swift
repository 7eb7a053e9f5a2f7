import ArgumentParser

/// What says how much a trial is like its source.
enum Ranking: String, ExpressibleByArgument, CaseIterable {
  case ssim, colors
}
