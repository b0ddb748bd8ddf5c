/** The width that main has for what it shows. */
export function contentWidth() {
  const main = document.querySelector('main');
  if (!main) {
    return document.documentElement.clientWidth;
  }
  const style = getComputedStyle(main);
  return main.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
}
