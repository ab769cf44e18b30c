import{a,b}from"./chunk-EQSFRU2M.js";export{b as leave,a as onLeave};
