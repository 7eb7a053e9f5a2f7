extension Picture {
  /// The centre of the picture at a model's size, and a note of what was changed, if anything.
  package func fitted(width: Int, height: Int) -> (picture: Picture, note: String?) {
    if width == self.width && height == self.height { return (self, nil) }
    var part = self
    var steps: [String] = []
    // The largest part with the wanted proportions; at least one pixel of a thin picture.
    let cropWidth = min(self.width, max(1, self.height * width / height))
    let cropHeight = min(self.height, max(1, self.width * height / width))
    if cropWidth != self.width || cropHeight != self.height {
      part = cropped(
        x: (self.width - cropWidth) / 2, y: (self.height - cropHeight) / 2,
        width: cropWidth, height: cropHeight)
      steps.append("cropped to \(cropWidth)x\(cropHeight)")
    }
    if cropWidth != width || cropHeight != height {
      part = part.resized(width: width, height: height)
      steps.append("resized to \(width)x\(height)")
    }
    return (part, "\(self.width)x\(self.height) picture \(steps.joined(separator: " and "))")
  }
}
