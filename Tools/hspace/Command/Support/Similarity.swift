import Foundation
import Pictures

/// How much one picture is like another one.
struct Similarity {
  /// Nil where sizes differ.
  let psnr: Double?
  let ssim: Double?

  init(of picture: Picture, to source: Picture) {
    psnr = picture.psnr(to: source)
    ssim = picture.ssim(to: source)
  }

  var line: String {
    guard let psnr, let ssim else { return "other size than the source" }
    return "PSNR \(Terminal.rounded(psnr)) dB, SSIM \(String(format: "%.3f", ssim))"
  }
}
