/// How an encoder noises a picture, in the library's order.
package enum Chain: String, NumberedName {
  case posterior, independent, upward
}
