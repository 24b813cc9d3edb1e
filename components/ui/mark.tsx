/** The product's mark; decoration, since its name always stands beside it. */
export function Mark({ size, off = false }: { size: number; off?: boolean }) {
  return <img src={off ? '/mark-off.svg' : '/mark.svg'} width={size} height={size} alt="" />;
}
