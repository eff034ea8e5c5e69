declare module "icon:*" {
  const icon: { box: string; paths: string[] };
  export default icon;
}
interface ImportMeta {
  readonly url: string;
}
