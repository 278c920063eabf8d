// A phone's photo has 12 million pixels; the registry keeps 1,600 a side. Drawing it smaller here saves
// the sender's data and stays below the limit. Where this does not run, the server does it. A field whose picture
// is read rather than shown says how many it needs: data-downscale="2400".
const LONGEST = 1600;

const smaller = async (file, longest) => {
  const picture = await createImageBitmap(file);
  const scale = Math.min(1, longest / Math.max(picture.width, picture.height));
  if (scale === 1 && file.size < 1_500_000) return file;
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise((resolve) => { canvas.toBlob(resolve, "image/jpeg", 0.88); });
  return blob && blob.size < file.size ? new File([blob], "photo.jpg", { type: "image/jpeg" }) : file;
};

document.addEventListener("change", async (event) => {
  const field = event.target;
  if (!field.matches("input[data-downscale]") || !field.files.length) return;
  try {
    const list = new DataTransfer();
    list.items.add(await smaller(field.files[0], Number(field.dataset.downscale) || LONGEST));
    field.files = list.files;
  } catch { /* an unreadable picture goes as it is; the server says so */ }
});
