import ArgumentParser

/// What says how good a trial is: how much it is like its source, or like what the target has learned.
enum Ranking: String, ExpressibleByArgument, CaseIterable {
  case ssim, colors, denoising
}
